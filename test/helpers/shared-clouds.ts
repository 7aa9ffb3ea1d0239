import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stop } from "../../local/lease.ts";

/** Environment variable; mocha's workers inherit it from the main process. */
const variable = "BATCH_TEST_CLOUDS";

/** Folder with the folder of each process's shared cloud. */
export const sharedCloudsFolder = (): string => {
  const folder = process.env[variable];
  if (folder === undefined) throw new Error(`${variable} is not set; run tests with mocha`);
  return folder;
};

/** Names a folder for the clouds that this process and those that it starts share. */
export const prepareSharedClouds = async (): Promise<void> => {
  process.env[variable] = await mkdtemp(join(tmpdir(), "batch-clouds-"));
};

/** Ends the shared clouds of all processes and removes their folders. */
export const endSharedClouds = async (): Promise<void> => {
  const folder = sharedCloudsFolder();
  await Promise.all((await readdir(folder)).map((cloud) => stop(join(folder, cloud))));
  await rm(folder, { recursive: true, force: true });
};
