import { createHash, randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { opendir, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { isSystemError } from "../errors.ts";

const reading = (read: () => string): string => {
  try {
    return read();
  } catch {
    // The file exists only on Linux.
    return "";
  }
};

/** Identifies the processes that share process ids: machines and containers may share a folder of results. */
const place = createHash("sha256")
  .update(hostname())
  .update(reading(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8")))
  .update(reading(() => readlinkSync("/proc/self/ns/pid")))
  .digest("hex")
  .slice(0, 8);

/** Returns a path for writing a file until it is complete. The name identifies the process. */
export const partPath = (folder: string): string =>
  join(folder, `.${place}-${process.pid}-${randomUUID()}.part`);

const partName = /^\.(?:([0-9a-f]{8})-(\d+)-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.part$/;

/** A part file of a process elsewhere counts as abandoned if it has not been written for this long. */
const longestSilenceMs = 7 * 86_400_000;

/** Removes the part files of killed processes from a run's folder. */
export const removeDeadParts = async (folder: string, now: Date): Promise<void> => {
  try {
    for await (const entry of await opendir(folder, { recursive: true })) {
      if (!entry.isFile() || !partName.test(entry.name)) continue;
      const path = join(entry.parentPath, entry.name);
      if (await isAbandoned(path, entry.name, now)) await rm(path, { force: true });
    }
  } catch (error) {
    // Another process may be removing the same files, or the folder is unreadable. The files only take space.
    if (!isSystemError(error)) throw error;
  }
};

const isAbandoned = async (path: string, name: string, now: Date): Promise<boolean> => {
  const [, at, pid] = partName.exec(name) ?? [];
  if (at === place && !isAlive(Number(pid))) return true;
  if (at === place && Number(pid) === process.pid) return false;
  const file = await stat(path).catch(() => undefined);
  return file !== undefined && now.getTime() - file.mtimeMs > longestSilenceMs;
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !isSystemError(error) || error.code !== "ESRCH";
  }
};
