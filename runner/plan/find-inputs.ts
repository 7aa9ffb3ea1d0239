import { constants } from "node:fs";
import { access, glob, stat } from "node:fs/promises";
import { dirname, relative, resolve, sep } from "node:path";
import pMap from "p-map";
import { usageError } from "../errors.ts";

/** An input file on this machine. */
export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to the deepest folder that holds all inputs, with `/`. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * The files that the globs match, by name. A glob that is the name of a file is that file, whatever characters it has:
 * the shell may have expanded it already.
 */
export const findInputs = async (globs: readonly string[], folder: string): Promise<FoundFile[]> => {
  const paths = new Set<string>();
  for (const pattern of globs) {
    for (const path of await match(pattern, folder)) paths.add(path);
  }
  const sizes = await pMap(paths, async (path) => ({ path, size: await readableSize(path) }), {
    concurrency: 32,
  });
  const base = commonFolder([...paths]);
  return sizes
    .map(({ path, size }) => ({ path, size, name: relative(base, path).replaceAll(sep, "/") }))
    .sort((a, b) => byNumber.compare(a.name, b.name) || (a.name < b.name ? -1 : 1));
};

/** `2.txt` before `10.txt`. */
const byNumber = new Intl.Collator("en", { numeric: true });

/** The deepest folder that holds all of these absolute paths of files. */
export const commonFolder = (paths: readonly string[]): string => {
  const folders = paths.map((path) => dirname(path).split(sep));
  const shared = folders.reduce((a, b) => a.slice(0, sharedLength(a, b)), folders[0] ?? []);
  return shared.join(sep) || sep;
};

const sharedLength = (a: readonly string[], b: readonly string[]): number => {
  const difference = a.findIndex((part, i) => part !== b[i]);
  return difference === -1 ? a.length : difference;
};

const match = async (pattern: string, folder: string): Promise<string[]> => {
  if (pattern === "") throw usageError(`--input: expected a glob such as 'data/*.txt', found ""`);
  const literal = await stat(resolve(folder, pattern)).catch(() => undefined);
  if (literal?.isFile()) return [resolve(folder, pattern)];
  if (literal?.isDirectory()) {
    throw usageError(
      `--input ${pattern} is a folder`,
      `All files in it: --input '${pattern.replace(/\/+$/, "")}/*'`,
    );
  }
  const found: string[] = [];
  for await (const entry of glob(pattern, { cwd: folder, withFileTypes: true })) {
    if (!entry.isDirectory()) found.push(resolve(entry.parentPath, entry.name));
  }
  if (found.length === 0) throw usageError(`no file matches ${pattern} in ${folder}`);
  return found;
};

const readableSize = async (path: string): Promise<number> => {
  try {
    await access(path, constants.R_OK);
    const file = await stat(path);
    if (!file.isFile()) throw usageError(`input ${path} is not a file`);
    return file.size;
  } catch (error) {
    if (error instanceof Error && "code" in error) {
      throw usageError(`input ${path} can't be read (${String(error.code)})`);
    }
    throw error;
  }
};
