import { readdirSync, readFileSync } from "node:fs";

interface FoundProcess {
  readonly pid: number;
  readonly commandLine: string;
}

/** Returns other processes with a folder in their command line or environment: those of a local cloud and its users. */
export const processesIn = (folder: string): FoundProcess[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((name) => ({ pid: Number(name), commandLine: read(`/proc/${name}/cmdline`) }))
    .filter(({ pid, commandLine }) => `${commandLine}${read(`/proc/${pid}/environ`)}`.includes(folder));

const read = (file: string): string => {
  try {
    return readFileSync(file, "latin1").replaceAll("\0", " ");
  } catch {
    // The process has ended, or belongs to another user.
    return "";
  }
};
