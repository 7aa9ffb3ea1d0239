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
    // Not on Linux.
    return "";
  }
};

/** Of all processes that have process ids in common: a folder of results may be shared by machines and containers. */
const place = createHash("sha256")
  .update(hostname())
  .update(reading(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8")))
  .update(reading(() => readlinkSync("/proc/self/ns/pid")))
  .digest("hex")
  .slice(0, 8);

/** Where a file is written until it is complete. The name says which process writes it. */
export const partPath = (folder: string): string =>
  join(folder, `.${place}-${process.pid}-${randomUUID()}.part`);

const partName = /^\.(?:([0-9a-f]{8})-(\d+)-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.part$/;

/** A file of a process that can't be looked up counts as left behind when it was not written for so long. */
const longestSilenceMs = 7 * 86_400_000;

/** Removes from a run's folder what processes that were killed have left of files that they wrote. */
export const removeDeadParts = async (folder: string, now: Date): Promise<void> => {
  try {
    for await (const entry of await opendir(folder, { recursive: true })) {
      if (!entry.isFile() || !partName.test(entry.name)) continue;
      const path = join(entry.parentPath, entry.name);
      if (await isLeftBehind(path, entry.name, now)) await rm(path, { force: true });
    }
  } catch (error) {
    // Another process may remove the same files, or the folder may not be readable: they only take space.
    if (!isSystemError(error)) throw error;
  }
};

const isLeftBehind = async (path: string, name: string, now: Date): Promise<boolean> => {
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
