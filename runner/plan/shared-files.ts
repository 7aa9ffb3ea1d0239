import { readdir, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { usageError } from "../errors.ts";
import { type HashedFile, hashInputs } from "./hash-inputs.ts";
import { checkLineEndings } from "./line-endings.ts";
import { pathProblem } from "./paths.ts";

/** A file that all tasks of a workload share; its name is its path below `$WORKLOAD_DIR`. */
export interface SharedFileHere extends HashedFile {
  readonly isExecutable: boolean;
}

/** Each node fetches each one by itself, and the first line of the run's record lists them. */
const mostFiles = 1000;

/** What programs and people leave in folders, which would change the workload's hash for nothing. */
const ignored = new Set(["__pycache__", ".git", ".DS_Store", "node_modules"]);

/** The files that a workload's `files` name, folders with all that is in them, with what they hold. */
export const findSharedFiles = async (
  urls: readonly URL[],
  signal: AbortSignal,
): Promise<SharedFileHere[]> => {
  const found = new Map<string, { path: string; name: string; size: number; isExecutable: boolean }>();
  for (const url of urls) {
    const top = fileURLToPath(url).replace(/[\\/]+$/, "");
    for (const path of await filesAt(top, top)) {
      const name = [basename(top), ...relative(top, path).split(sep)].filter(Boolean).join("/");
      const { size, mode } = await stat(path);
      const other = found.get(name);
      if (other !== undefined)
        throw usageError(`files: ${other.path} and ${path} would both be $WORKLOAD_DIR/${name}`);
      const problem = pathProblem(name);
      if (problem !== undefined) throw usageError(`files: ${path} ${problem}`);
      await checkLineEndings(path);
      found.set(name, { path, name, size, isExecutable: (mode & 0o111) !== 0 });
    }
  }
  if (found.size > mostFiles)
    throw usageError(
      `files: expected at most ${mostFiles}, found ${found.size}`,
      "Put them into one archive, and let the command unpack it.",
    );
  const files = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const hashed = await hashInputs(files, signal);
  return hashed.map((file, i) => ({ ...file, isExecutable: files[i]?.isExecutable ?? false }));
};

const filesAt = async (path: string, top: string): Promise<string[]> => {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw usageError(`files: there is no ${path}`);
  if (found.isFile()) return [path];
  if (!found.isDirectory()) throw usageError(`files: expected a file or a folder, found ${path}`);
  const files: string[] = [];
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (ignored.has(entry.name)) continue;
    const inside = join(path, entry.name);
    if (entry.isDirectory()) files.push(...(await filesAt(inside, top)));
    else if ((await stat(inside).catch(() => undefined))?.isFile()) files.push(inside);
    else throw usageError(`files: expected only files and folders in ${top}, found ${inside}`);
  }
  return files;
};
