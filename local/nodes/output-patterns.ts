import { glob } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";

/** A file to upload. `name` is what it adds to the destination's path: nothing where the pattern has no wildcard. */
export interface OutputMatch {
  readonly path: string;
  readonly name?: string;
}

/** The files that an output file's pattern means after the task ended; none is no error. */
export async function* matchOutputs(
  filePattern: string,
  where: { readonly dir: string; readonly environment: Readonly<Record<string, string>> },
): AsyncGenerator<OutputMatch> {
  const wd = join(where.dir, "wd");
  const pattern = resolve(wd, expandVariables(filePattern, where.environment));
  const base = fixedPart(pattern);
  const found = glob(relative(base, pattern) || ".", { cwd: base, withFileTypes: true });
  for await (const entry of found) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    yield hasWildcard(pattern) ? { path, name: relative(base, path) } : { path };
  }
}

/** `$NAME` and `${NAME}`; one that is not set becomes empty, as in a shell. */
const expandVariables = (pattern: string, environment: Readonly<Record<string, string>>): string =>
  pattern.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (_all, braced, bare) => environment[braced ?? bare] ?? "");

const hasWildcard = (pattern: string): boolean => /[*?[]/.test(pattern);

/** The directory above the first wildcard; of a plain name, its own. */
const fixedPart = (pattern: string): string => {
  if (!hasWildcard(pattern)) return dirname(pattern);
  const parts = pattern.split("/");
  return parts.slice(0, parts.findIndex(hasWildcard)).join("/") || "/";
};

/** The blob that a file becomes. https://learn.microsoft.com/rest/api/batchservice/task/add (OutputFileBlobContainerDestination.path) */
export const blobName = (destination: string | undefined, { path, name }: OutputMatch): string => {
  const prefix = destination ?? "";
  if (name === undefined) return prefix === "" ? basename(path) : prefix;
  return prefix === "" ? name : `${prefix.replace(/\/$/, "")}/${name}`;
};
