import { rm, stat, statfs, truncate } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../system/errors.ts";

/** A disk with less than this is full: not even the task's state could be saved. Bytes. */
const leastBytes = 1024 * 1024;

/** Of each of stdout and stderr, what stays if the disk is full. Bytes. */
const keptBytes = 64 * 1024;

/** Whether the disk of a task's directory is full for this user. */
export const hasNoSpace = async (taskDir: string): Promise<boolean> => {
  try {
    const { bavail, bfree, bsize } = await statfs(taskDir);
    // Some blocks are for root only.
    return (process.geteuid?.() === 0 ? bfree : bavail) * bsize < leastBytes;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
};

/** Removes what a task has written, but for the beginning of stdout and stderr: whatever else is on the disk can go on. */
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
