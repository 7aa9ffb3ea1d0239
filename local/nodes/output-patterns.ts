import { glob, lstat, stat } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { inside, realInside } from "./confine.ts";
import { nodeDirOf } from "./directories.ts";
import { TaskFailureError, uploadFailure } from "./failures.ts";

/** A file to upload. `name` is what it adds to the destination's path: nothing where the pattern has no wildcard. */
export interface OutputMatch {
  readonly path: string;
  readonly name?: string;
}

/**
 * The files that an output file's pattern means after the task ended; none is no error. A pattern may name any place on
 * the node; what leads out of the node is refused with a TaskFailureError, a link among others that does so is left out.
 */
export async function* matchOutputs(
  filePattern: string,
  where: { readonly dir: string; readonly environment: Readonly<Record<string, string>> },
): AsyncGenerator<OutputMatch> {
  const wd = join(where.dir, "wd");
  const node = nodeDirOf(where.dir);
  const path = inside(node, resolve(wd, expandVariables(filePattern, where.environment)));
  if (path === undefined) throw outside(filePattern);
  // The node's own path may have a character that is a wildcard in a pattern.
  const pattern = relative(node, path);
  if (!hasWildcard(pattern)) {
    if (!(await isThere(path))) return;
    const real = await realInside(node, path);
    if (real === undefined) throw outside(filePattern);
    if ((await stat(real)).isFile()) yield { path };
    return;
  }
  const base = join(node, fixedPart(pattern));
  const found = glob(relative(base, path), { cwd: base, withFileTypes: true });
  for await (const entry of found) {
    const match = join(entry.parentPath, entry.name);
    const real = await realInside(node, match);
    if (real !== undefined && (await stat(real)).isFile()) yield { path: match, name: relative(base, match) };
  }
}

/** A file, a folder or a link, wherever that leads. */
const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

const outside = (filePattern: string): TaskFailureError =>
  new TaskFailureError(
    uploadFailure(undefined, {
      FilePath: filePattern,
      Message: "The pattern leads out of the node's directory",
    }),
  );

/** `$NAME` and `${NAME}`; one that is not set becomes empty, as in a shell. */
const expandVariables = (pattern: string, environment: Readonly<Record<string, string>>): string =>
  pattern.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (_all, braced, bare) => environment[braced ?? bare] ?? "");

const hasWildcard = (pattern: string): boolean => /[*?[]/.test(pattern);

/** The directory above the first wildcard. */
const fixedPart = (pattern: string): string => {
  const parts = pattern.split("/");
  return parts.slice(0, parts.findIndex(hasWildcard)).join("/");
};

/** The blob that a file becomes. https://learn.microsoft.com/rest/api/batchservice/task/add (OutputFileBlobContainerDestination.path) */
export const blobName = (destination: string | undefined, { path, name }: OutputMatch): string => {
  const prefix = destination ?? "";
  if (name === undefined) return prefix === "" ? basename(path) : prefix;
  return prefix === "" ? name : `${prefix.replace(/\/$/, "")}/${name}`;
};
