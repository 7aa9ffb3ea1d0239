import { readFileSync } from "node:fs";
import { quote } from "shlex";
import type { BlobContainer } from "../azure/blob-container.ts";
import type { ManifestTask } from "../manifest/manifest.ts";
import { folderOf } from "../manifest/patterns.ts";
import { hashesFile, outputsVariable } from "../manifest/reserved-names.ts";
import { quoteLines } from "./quote-lines.ts";

type Outputs = Pick<ManifestTask, "outputs" | "patterns">;

const checkOutputs = readFileSync(new URL("./check-outputs.sh", import.meta.url), "utf8").replace(
  /^ *#.*\n/gm,
  "",
);

/** Of the job: the same for all its tasks. One line, because not every container runtime takes more in a variable. */
export const outputsSetting = { name: outputsVariable, value: `eval ${quoteLines(checkOutputs)}` };

/**
 * A line for bash that checks a task's outputs and keeps their MD5 hashes in `.batch-hashes`: storage has no hash of a file
 * that arrives in blocks, and no list of what a folder should hold. `$code` is 123 afterwards if an output is missing or can't be
 * stored under its own name. Undefined for a task without outputs.
 */
export const hashScript = ({ outputs, patterns = [] }: Outputs): string | undefined => {
  if (outputs.length + patterns.length === 0) return undefined;
  const [folders, optionalFolders] = [false, true].map((optional) =>
    patterns.flatMap(({ pattern, isOptional }) => (isOptional === optional && folderOf(pattern)) || []),
  );
  const globs = patterns.filter(({ pattern }) => folderOf(pattern) === undefined);
  const required = globs.filter(({ isOptional }) => !isOptional);
  return [
    // In it `?` is a character, as for Batch, and not a byte.
    "{ { LC_ALL=C.UTF-8; } 2> /dev/null; shopt -s globstar nullglob",
    `outputs=(${words(outputs)}) folders=(${words(folders)}) optional_folders=(${words(optionalFolders)}) unmet=()`,
    ...required.map(
      ({ pattern }) =>
        `matches=(${bashGlob(pattern)}); [ "\${#matches[@]}" != 0 ] || unmet+=(${quote(pattern)})`,
    ),
    `matches=(${globs.map(({ pattern }) => bashGlob(pattern)).join(" ")})`,
    `eval "$${outputsVariable}"; }`,
  ].join("; ");
};

const words = (paths: readonly string[] = []): string => paths.map(quote).join(" ");

/** Batch's wildcards are bash's too; all else is quoted. */
const bashGlob = (pattern: string): string => pattern.replace(/[^\w./*?[\]!-]/gu, "\\$&");

export type RecordedHashes = ReadonlyMap<string, string | undefined>;

interface TaskInStorage {
  readonly container: Pick<BlobContainer, "read">;
  /** Of the task, in the output container. */
  readonly folder: string;
  /** Name of the list: `.batch-hashes` by default. */
  readonly file?: string | undefined;
}

/**
 * MD5 of each output as the task wrote it, hex, by its path in the working directory; undefined for each if the node has no
 * `md5sum`. Every file that the task wrote of its declared outputs is listed. The script refuses the names that `md5sum` would
 * escape. Returns undefined if storage has no such list.
 */
export const readHashes = async ({
  container,
  folder,
  file = hashesFile,
}: TaskInStorage): Promise<RecordedHashes | undefined> => {
  const text = (await container.read(`${folder}/${file}`))?.toString();
  if (text === undefined) return undefined;
  const hashes = new Map<string, string | undefined>();
  for (const line of text.split("\n")) {
    const [, md5, path] = /^([0-9a-f]{32}|-) [ *](?:\.\/)?(.+)$/su.exec(line) ?? [];
    if (path !== undefined) hashes.set(path, md5 === "-" ? undefined : md5);
  }
  return hashes;
};
