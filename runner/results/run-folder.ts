import { constants, createWriteStream } from "node:fs";
import { access, mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isSystemError, usageError } from "../errors.ts";
import { partPath } from "../storage/part-files.ts";

/** The folder of a run on this machine. */
export interface RunFolder {
  /** Absolute. */
  readonly path: string;
  /** As the user would type it. */
  readonly shown: string;
}

export const runFolder = ({ cwd, out, jobId }: { cwd: string; out: string; jobId: string }): RunFolder => {
  const path = resolve(cwd, out, jobId);
  const fromHere = relative(cwd, path);
  return { path, shown: `${fromHere.startsWith("..") ? path : fromHere}${sep}` };
};

/** Refuses a folder for results that could not be made or written to; makes nothing. */
export const checkOut = async (cwd: string, out: string): Promise<void> => {
  const refuse = (why: string): Error =>
    usageError("InvalidOutputFolder", `--out ${out}: expected a folder to write to, found ${why}`);
  for (let path = resolve(cwd, out); ; path = dirname(path)) {
    const found = await stat(path).catch((error: unknown) => {
      if (isSystemError(error) && (error.code === "ENOENT" || error.code === "ENOTDIR")) return undefined;
      throw isSystemError(error) ? refuse(`${error.code} at ${path}`) : error;
    });
    if (found === undefined) continue;
    if (!found.isDirectory()) throw refuse(`the file ${path}`);
    return access(path, constants.W_OK).catch(() =>
      Promise.reject(refuse(`no permission to write in ${path}`)),
    );
  }
};

/**
 * Writes `manifest.json` or `report.json` for people to read: the head's fields, then a line for each task. What was
 * there stays until the new one is complete.
 */
export const writeRecord = async (
  { path }: RunFolder,
  file: "manifest.json" | "report.json",
  head: object,
  tasks: Iterable<unknown> | AsyncIterable<unknown>,
): Promise<void> => {
  await mkdir(path, { recursive: true });
  const partial = partPath(path);
  try {
    await pipeline(Readable.from(recordText(head, tasks)), createWriteStream(partial));
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
