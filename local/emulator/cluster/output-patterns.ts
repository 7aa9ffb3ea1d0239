import { isUtf8 } from "node:buffer";
import type { Dirent } from "node:fs";
import { lstat, readdir, stat } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { codeOf } from "../system/errors.ts";
import { inside, realInside } from "./confine.ts";
import { nodeDirOf } from "./directories.ts";
import { TaskFailureError, uploadFailure } from "./failures.ts";
import { hasWildcard, nameExpression } from "./wildcards.ts";

/** A file to upload. `name` is appended to the destination's path; undefined if the pattern has no wildcard. */
export interface OutputMatch {
  readonly path: string;
  readonly name?: string;
  /** Whether the name is not UTF-8, so that no blob can have it. `path` has replacement characters. */
  readonly isUnreadable?: boolean;
}

/**
 * Yields the files that match an output file's pattern. A pattern may name any path on the node. With wildcards, links that
 * lead outside the node are omitted.
 *
 * @throws TaskFailureError if the pattern, or the link that it names, leads outside the node
 */
export async function* matchOutputs(
  filePattern: string,
  where: { readonly dir: string; readonly environment: Readonly<Record<string, string>> },
): AsyncGenerator<OutputMatch> {
  const wd = join(where.dir, "wd");
  const node = nodeDirOf(where.dir);
  const path = inside(node, resolve(wd, expandVariables(filePattern, where.environment)));
  if (path === undefined) throw outside(filePattern);
  // The node's own path may contain wildcard characters.
  const pattern = relative(node, path);
  if (!hasWildcard(pattern)) {
    if (!(await exists(path))) return;
    const real = await realInside(node, path);
    if (real === undefined) throw outside(filePattern);
    if ((await stat(real)).isFile()) yield { path };
    return;
  }
  const parts = pattern.split("/");
  const wild = parts.findIndex(hasWildcard);
  const base = join(node, ...parts.slice(0, wild));
  for await (const match of filesBelow(base, parts.slice(wild))) {
    if (!match.isUnreadable) {
      const real = await realInside(node, match.path);
      if (real === undefined || !(await stat(real)).isFile()) continue;
    }
    yield { ...match, name: relative(base, match.path) };
  }
}

/**
 * Yields what the parts of a pattern match below a folder, once each, sorted by name. `**` doesn't follow links to folders.
 *
 * @see https://learn.microsoft.com/rest/api/batchservice/task/add (OutputFile.filePattern)
 */
async function* filesBelow(base: string, parts: readonly string[]): AsyncGenerator<OutputMatch> {
  const visited = new Set<string>();
  const visit = async function* (dir: string, index: number): AsyncGenerator<OutputMatch> {
    const key = `${index} ${dir}`;
    if (visited.has(key)) return;
    visited.add(key);
    const part = parts[index] ?? "*";
    const isLast = index >= parts.length - 1;
    if (part === "**") {
      yield* visit(dir, index + 1);
      for (const { path, name, entry, isUnreadable } of await entriesOf(dir)) {
        if (!entry.isDirectory() || name.startsWith(".")) continue;
        if (isUnreadable) yield { path, isUnreadable };
        else yield* visit(path, index);
      }
      return;
    }
    const expression = nameExpression(part);
    for (const { path, name, entry, isUnreadable } of await entriesOf(dir)) {
      if (!expression.test(name)) continue;
      if (isUnreadable) yield { path, isUnreadable };
      else if (!isLast) yield* visit(path, index + 1);
      else if (!entry.isDirectory()) yield { path };
    }
  };
  yield* visit(base, 0);
}

interface Entry {
  readonly path: string;
  readonly name: string;
  readonly entry: Dirent<Buffer>;
  readonly isUnreadable: boolean;
}

const entriesOf = async (dir: string): Promise<Entry[]> => {
  const entries = await readdir(dir, { withFileTypes: true, encoding: "buffer" }).catch((error: unknown) => {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "")) return [];
    throw error;
  });
  return entries
    .map((entry) => {
      const name = entry.name.toString();
      return { path: join(dir, name), name, entry, isUnreadable: !isUtf8(entry.name) };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
};

/** Returns whether the path is a file, folder or link, even a broken link. */
const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

const outside = (filePattern: string): TaskFailureError =>
  new TaskFailureError(
    uploadFailure(undefined, {
      FilePath: filePattern,
      Message: "The pattern leads outside the node's directory",
    }),
  );

/** Expands `$NAME` and `${NAME}`. As in a shell, an unset variable is empty. */
const expandVariables = (pattern: string, environment: Readonly<Record<string, string>>): string =>
  pattern.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (_all, braced, bare) => environment[braced ?? bare] ?? "");

/** Returns the blob name of a file. https://learn.microsoft.com/rest/api/batchservice/task/add (OutputFileBlobContainerDestination.path) */
export const blobName = (destination: string | undefined, { path, name }: OutputMatch): string => {
  const prefix = destination ?? "";
  if (name === undefined) return prefix === "" ? basename(path) : prefix;
  return prefix === "" ? name : `${prefix.replace(/\/$/, "")}/${name}`;
};
