import { constants } from "node:fs";
import { access, mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { isSystemError, usageError } from "../errors.ts";

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
    usageError(`--out ${out}: expected a folder to write to, found ${why}`);
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

/** Writes `manifest.json` or `report.json` for people to read. */
export const writeJson = async ({ path }: RunFolder, file: string, json: unknown): Promise<void> => {
  await mkdir(path, { recursive: true });
  await writeFile(join(path, file), `${JSON.stringify(json, undefined, 2)}\n`);
};
