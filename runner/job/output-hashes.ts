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

/** Job-wide environment variable with check-outputs.sh. One line, because not every container runtime allows more in a variable. */
export const outputsSetting = { name: outputsVariable, value: `eval ${quoteLines(checkOutputs)}` };

/**
 * Returns a bash line that checks a task's outputs and writes their MD5 hashes to `.batch-hashes`, because storage has no hash of a
 * file uploaded in blocks and no list of a folder's files. It sets `$code` to 123 if an output is missing or can't be stored under its
 * name. Returns undefined for a task without outputs.
 */
export const hashScript = ({ outputs, patterns = [] }: Outputs): string | undefined => {
  if (outputs.length + patterns.length === 0) return undefined;
  const [folders, optionalFolders] = [false, true].map((optional) =>
    patterns.flatMap(({ pattern, isOptional }) => (isOptional === optional && folderOf(pattern)) || []),
  );
  const globs = patterns.filter(({ pattern }) => folderOf(pattern) === undefined);
  const required = globs.filter(({ isOptional }) => !isOptional);
  return [
    // In this locale `?` matches a character, as in Batch, rather than a byte.
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

/** Quotes everything except Batch's wildcards, which bash shares. */
const bashGlob = (pattern: string): string => pattern.replace(/[^\w./*?[\]!-]/gu, "\\$&");

export type RecordedHashes = ReadonlyMap<string, string | undefined>;

interface TaskInStorage {
  readonly container: Pick<BlobContainer, "read">;
  /** The task's folder in the output container. */
  readonly folder: string;
  /** Name of the list: `.batch-hashes` by default. */
  readonly file?: string | undefined;
}

/**
 * Returns the MD5 in hex of each output as the task wrote it, by its path in the working directory; undefined in place of each hash if
 * the node has no `md5sum`. The list is complete and unescaped, because the script refuses names that `md5sum` would escape. Returns
 * undefined if storage has no such list.
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
