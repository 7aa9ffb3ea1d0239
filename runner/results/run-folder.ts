import { constants, createWriteStream } from "node:fs";
import { access, mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isSystemError, usageError } from "../errors.ts";
import { partPath } from "../storage/part-files.ts";

/** A run's folder on this machine. */
export interface RunFolder {
  /** Absolute path. */
  readonly path: string;
  /** Path relative to the working directory, if the folder is in it or is the project's. */
  readonly shown: string;
}

/** The value of `--out`, with the folders that it depends on. */
interface OutRequest {
  readonly cwd: string;
  readonly projectDir: string;
  /** Relative to `cwd`. Default: `out` in the project's folder. */
  readonly out?: string | undefined;
}

const outFolder = ({ cwd, projectDir, out }: OutRequest): string =>
  out === undefined ? join(projectDir, "out") : resolve(cwd, out);

export const runFolder = ({ jobId, ...request }: OutRequest & { readonly jobId: string }): RunFolder => {
  const path = join(outFolder(request), jobId);
  const fromHere = relative(request.cwd, path);
  // The default folder is in the current one or in a folder above; another one may be anywhere.
  const isNear = request.out === undefined || !fromHere.startsWith("..");
  return { path, shown: `${isNear ? fromHere : path}${sep}` };
};

/**
 * Checks that the folder for results exists or can be created, without creating it.
 *
 * @throws RunnerError `InvalidOutputFolder`.
 */
export const checkOut = async (request: OutRequest): Promise<void> => {
  const { out = "out" } = request;
  const invalid = (why: string): Error =>
    usageError("InvalidOutputFolder", `--out ${out}: expected a writable folder, got ${why}`);
  for (let path = outFolder(request); ; path = dirname(path)) {
    const found = await stat(path).catch((error: unknown) => {
      if (isSystemError(error) && (error.code === "ENOENT" || error.code === "ENOTDIR")) return undefined;
      throw isSystemError(error) ? invalid(`${error.code} at ${path}`) : error;
    });
    if (found === undefined) continue;
    if (!found.isDirectory()) throw invalid(`the file ${path}`);
    return access(path, constants.W_OK).catch(() => Promise.reject(invalid(`${path}, which is read-only`)));
  }
};

/** Writes `manifest.json` or `report.json` for people: the head's fields, then a line per task. */
export const writeRunFile = (
  folder: RunFolder,
  file: "manifest.json" | "report.json",
  head: object,
  tasks: Iterable<unknown> | AsyncIterable<unknown>,
): Promise<void> => replaceFile(folder, file, recordText(head, tasks));

/** Writes a file of the run's folder from its parts. An earlier file stays until the new one is complete. */
export const replaceFile = async (
  { path }: Pick<RunFolder, "path">,
  file: string,
  parts: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): Promise<void> => {
  await mkdir(path, { recursive: true });
  const partial = partPath(path);
  try {
    await pipeline(Readable.from(parts), createWriteStream(partial));
    await rename(partial, join(path, file));
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
};

const recordText = async function* (
  head: object,
  tasks: Iterable<unknown> | AsyncIterable<unknown>,
): AsyncGenerator<string> {
  yield `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "tasks": [`;
  let separator = "\n    ";
  for await (const task of tasks) {
    yield separator + JSON.stringify(task);
    separator = ",\n    ";
  }
  yield "\n  ]\n}\n";
};
