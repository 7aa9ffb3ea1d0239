import { mkdir, writeFile } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";

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

/** Writes `manifest.json` or `report.json` for people to read. */
export const writeJson = async ({ path }: RunFolder, file: string, json: unknown): Promise<void> => {
  await mkdir(path, { recursive: true });
  await writeFile(join(path, file), `${JSON.stringify(json, undefined, 2)}\n`);
};
