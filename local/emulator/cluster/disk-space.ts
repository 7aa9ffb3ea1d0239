import { rm, stat, statfs, truncate } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../system/errors.ts";

/** Free bytes below which a disk counts as full: the service could not save a task's state. */
const leastBytes = 1024 * 1024;

/** Bytes of each of stdout and stderr that are kept on a full disk. */
const keptBytes = 64 * 1024;

/** Returns whether the disk of a task's directory is full for this user. */
export const hasNoSpace = async (taskDir: string): Promise<boolean> => {
  try {
    const { bavail, bfree, bsize } = await statfs(taskDir);
    // Some blocks are reserved for root.
    return (process.geteuid?.() === 0 ? bfree : bavail) * bsize < leastBytes;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
};

/** Removes a task's working directory and shortens its stdout and stderr. */
export const freeSpace = async (taskDir: string): Promise<void> => {
  await rm(join(taskDir, "wd"), { recursive: true, force: true });
  for (const name of ["stdout.txt", "stderr.txt"]) await shorten(join(taskDir, name));
};

const shorten = async (file: string): Promise<void> => {
  try {
    if ((await stat(file)).size > keptBytes) await truncate(file, keptBytes);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
};
