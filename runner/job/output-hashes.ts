import type { ContainerClient } from "@azure/storage-blob";
import type { Call } from "../batch/retry.ts";
import { readBlob } from "../blobs/download.ts";
import type { ManifestTask } from "../plan/manifest.ts";
import { literally } from "../plan/patterns.ts";

/** In the task's working directory and in its folder in storage. */
export const hashesFile = ".batch-hashes";

type Outputs = Pick<ManifestTask, "outputs" | "patterns">;

/**
 * A line for bash that keeps what `md5sum` says of the task's outputs: storage itself has no hash of what comes to it in
 * blocks, as large files do. Where a node has no `md5sum` there are none. Undefined for a task without outputs.
 */
export const hashScript = ({ outputs, patterns = [] }: Outputs): string | undefined => {
  const globs = [...outputs.map(literally), ...patterns.map(({ pattern }) => pattern)];
  if (globs.length === 0) return undefined;
  // Not as arguments of md5sum: a pattern may match more than a command line holds.
  const files = `shopt -s globstar nullglob; printf '%s\\0' ${globs.map(bashGlob).join(" ")}`;
  return `{ ${files} | xargs -0 md5sum --; } 2> /dev/null > ${hashesFile}`;
};

/** What Batch takes for a wildcard bash does too; all else is quoted. */
const bashGlob = (pattern: string): string => pattern.replace(/[^\w./*?[\]!-]/gu, "\\$&");

interface TaskInStorage {
  readonly container: ContainerClient;
  readonly storageCall: Call;
  /** Of the task, in the output container. */
  readonly folder: string;
}

/** MD5 of each output as the task wrote it, hex, by its path in the working directory; none of what could not be hashed. */
export const readHashes = async ({
  container,
  storageCall,
  folder,
}: TaskInStorage): Promise<ReadonlyMap<string, string>> => {
  const text = (await readBlob({ container, storageCall, blobName: `${folder}/${hashesFile}` })) ?? "";
  const lines = text.matchAll(/^([0-9a-f]{32}) [ *](.+)$/gm);
  return new Map(Array.from(lines, ([, md5 = "", path = ""]) => [path, md5]));
};
