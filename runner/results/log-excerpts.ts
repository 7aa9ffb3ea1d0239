import type { LogName } from "../job/log-files.ts";
import { keepStart } from "../text/columns.ts";
import type { TaskOutcome } from "./outcome.ts";

/** A log on a node, in storage or on this machine. Sizes are in bytes. */
interface ReadableLog {
  readonly size: number;
  /** Undefined if the log was removed. */
  readonly read: (start: number, length: number) => Promise<Buffer | undefined>;
}

/** Returns excerpts of a failed task's stderr, and of stdout if its program wrote nothing to stderr. */
export const logExcerpts = async (
  open: (name: LogName) => Promise<ReadableLog | undefined>,
): Promise<Pick<TaskOutcome, "stderr" | "stdout">> => {
  const log = await open("stderr.txt");
  const stderr = log && (await stderrExcerpt(log));
  if (stderr?.some((line) => !isOfAttempts(line))) return { stderr };
  const other = await open("stdout.txt");
  const stdout = other === undefined ? [] : await lastLines(other);
  return stdout.length > 0 ? { stderr, stdout } : { stderr };
};

/** Whether the task's script wrote the line between attempts (job/attempts.ts). */
export const isOfAttempts = (line: string): boolean =>
  /^attempt \d+ of \d+ ended with exit code \d+$/.test(line);

/** Bytes that are read at each end. */
const endBytes = 8 * 1024;

/** Widest line, in columns: a program may write all of its data in one line. */
const widestLine = 500;

/** Lines that are kept of the start, where Node names an error, and of the end, where Python and most programs do. */
const fromStart = 4;
const fromEnd = 4;

/** Returns the first and last lines of a log and the one that names the error, without blank ones; undefined if the log was removed. */
export const stderrExcerpt = async ({ size, read }: ReadableLog): Promise<string[] | undefined> => {
  const start = await read(0, Math.min(size, 2 * endBytes));
  if (start === undefined) return undefined;
  if (size <= 2 * endBytes) return pick(linesOf(start));
  const end = await read(size - endBytes, endBytes);
  // Each part may end or begin within a line.
  const head = linesOf(start.subarray(0, endBytes));
  const tail = linesOf(end ?? Buffer.alloc(0));
  return pick([...head.slice(0, Math.max(1, head.length - 1)), "…", ...tail.slice(tail.length > 1 ? 1 : 0)]);
};

/** Returns the last lines of a log, without blank ones. */
const lastLines = async ({ size, read }: ReadableLog): Promise<string[]> => {
  const start = Math.max(0, size - endBytes);
  const lines = linesOf((await read(start, size - start)) ?? Buffer.alloc(0));
  return lines.slice(start > 0 && lines.length > 1 ? 1 : 0).slice(-fromStart - fromEnd);
};

/** Returns the first line that names an error. */
export const errorLine = (lines: readonly string[]): string | undefined =>
  lines.find((text) => /\b\w*(Error|Exception)\b.*:/.test(text));

const pick = (lines: readonly string[]): string[] => {
  if (lines.length <= fromStart + fromEnd) return [...lines];
  const named = lines.indexOf(errorLine(lines) ?? "");
  const wanted = lines.map((_, i) => i < fromStart || i >= lines.length - fromEnd || i === named);
  return lines.flatMap((line, i) => (wanted[i] ? [line] : wanted[i - 1] && line !== "…" ? ["…"] : []));
};

const linesOf = (part: Buffer): string[] =>
  part
    .toString("utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => keepStart(shownAtLast(line), widestLine));

/** Returns the last state of a line that a progress bar rewrites. */
const shownAtLast = (line: string): string => line.split("\r").findLast((part) => part.trim() !== "") ?? line;
