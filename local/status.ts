import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import type { CloudStatus } from "./control.ts";
import { requestStatus } from "./lease.ts";

interface FolderStatus {
  readonly isRunning: boolean;
  /** Folder of the cloud's data. */
  readonly folder: string;
  /** Space on the disk; 0 if the folder doesn't exist. */
  readonly bytes: number;
  readonly cloud?: CloudStatus | undefined;
}

/** Returns the state of the local cloud of a folder. Starts nothing and keeps nothing running. */
export const statusOf = async (dir: string): Promise<FolderStatus> => {
  const [cloud, bytes] = await Promise.all([requestStatus(dir), diskUse(dir)]);
  return { isRunning: cloud !== undefined, folder: dir, bytes, cloud };
};

/** Returns the status as one line of JSON. */
export const statusJson = ({ cloud, ...folder }: FolderStatus): string =>
  JSON.stringify({ ...folder, ...cloud });

export const statusText = async ({ cloud, folder, bytes }: FolderStatus, now: Date): Promise<string> => {
  const data = `${folder}  ${bytes === 0 ? "no data" : size(bytes)}`;
  if (cloud === undefined) return `No local cloud is running\n\n  Data      ${data}\n`;
  const {
    pid,
    startedAt,
    addresses,
    stackFile = "the defaults",
    faults = "none",
    pace = "instant",
    tasks,
    users,
  } = cloud;
  const age = elapsed(now.getTime() - Date.parse(startedAt));
  const [user = "no command; it stops within seconds if no task is left", ...others] = await Promise.all(
    users.map(commandOf),
  );
  const lines = [
    `The local cloud ${addresses === undefined ? "is starting" : "is running"}: process ${pid}, for ${age}`,
    "",
  ];
  if (addresses !== undefined)
    lines.push(
      `  Batch     ${addresses.batch}  account ${addresses.batchAccount}, pool ${addresses.pool}`,
      `  Blobs     ${addresses.blobs}  account ${addresses.storageAccount}`,
    );
  lines.push(
    `  Data      ${data}`,
    `  Settings  ${stackFile}`,
    `  Faults    ${faults}`,
    `  Pace      ${pace}`,
  );
  if (tasks !== undefined) lines.push(`  Tasks     ${tasks.running} running, ${tasks.waiting} waiting`);
  lines.push(`  Used by   ${user}`, ...others.map((other) => `            ${other}`));
  return `${lines.join("\n")}\n`;
};

/** Returns the bytes that a folder takes on the disk. Files may disappear meanwhile. */
const diskUse = async (dir: string): Promise<number> => {
  if (!existsSync(dir)) return 0;
  let blocks = 0;
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const found = await lstat(join(entry.parentPath, entry.name)).catch(() => undefined);
    blocks += found?.blocks ?? 0;
  }
  return blocks * blockBytes;
};

/** Unit of `Stats.blocks` on every system. */
const blockBytes = 512;

/** Returns a process by the command that its user typed, without its arguments, which may be secret. */
const commandOf = async (pid: number): Promise<string> => {
  const found = await promisify(execFile)("ps", ["-o", "args=", "-p", String(pid)]).catch(() => undefined);
  const words = found?.stdout.trim().split(/\s+/) ?? [];
  const name = commandName(words);
  return name === "" ? `process ${pid}` : `${name} (process ${pid})`;
};

const commandName = (words: readonly string[]): string => {
  const at = words.findIndex((word) => /(^|\/)(bin\.mjs|azbatch)$/.test(word));
  if (at !== -1) return ["azbatch", words[at + 1] ?? ""].join(" ").trim();
  return words.some((word) => /\blocal\/cli\.\w+$/.test(word)) ? "azbatch local" : basename(words[0] ?? "");
};

/** Such as `84.2 MB`. */
const size = (bytes: number): string => {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toFixed(1)} ${units[power]}`;
};

/** Such as `42s`, `3m 20s` or `5h 03m`. */
const elapsed = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  const two = (number: number): string => String(number).padStart(2, "0");
  return minutes < 60
    ? `${minutes}m ${two(seconds % 60)}s`
    : `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
};
