import type { LogName } from "../job/log-files.ts";
import { keepStart } from "../text/columns.ts";
import type { TaskOutcome } from "./outcome.ts";

/** A log somewhere: how much of it there is, and how to read a part. Bytes. */
interface ReadableLog {
  readonly size: number;
  /** Undefined if the log has gone meanwhile. */
  readonly read: (start: number, length: number) => Promise<Buffer | undefined>;
}

/** What a failed task wrote that tells most: to stderr, or the end of stdout if its program wrote nothing to stderr. */
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

/** Whether the task's script says it, between attempts (job/attempts.ts). */
export const isOfAttempts = (line: string): boolean =>
  /^attempt \d+ of \d+ ended with exit code \d+$/.test(line);

/** What is read of either end. Bytes. */
const endBytes = 8 * 1024;

/** Columns of a line: a program may write all of its data in one. */
const widestLine = 500;

/** Lines that a user sees: of the start, where Node names an error, and of the end, where Python and most programs do. */
const fromStart = 4;
const fromEnd = 4;

/** The lines of a log that tell most of a failure; undefined if the log has gone. Blank lines are left out. */
export const stderrExcerpt = async ({ size, read }: ReadableLog): Promise<string[] | undefined> => {
  const start = await read(0, Math.min(size, 2 * endBytes));
  if (start === undefined) return undefined;
  if (size <= 2 * endBytes) return pick(linesOf(start));
  const end = await read(size - endBytes, endBytes);
  // Both parts begin or end within a line.
  const head = linesOf(start.subarray(0, endBytes));
  const tail = linesOf(end ?? Buffer.alloc(0));
  return pick([...head.slice(0, Math.max(1, head.length - 1)), "…", ...tail.slice(tail.length > 1 ? 1 : 0)]);
};

/** The last lines of a log, without blank ones. */
const lastLines = async ({ size, read }: ReadableLog): Promise<string[]> => {
  const start = Math.max(0, size - endBytes);
  const lines = linesOf((await read(start, size - start)) ?? Buffer.alloc(0));
  return lines.slice(start > 0 && lines.length > 1 ? 1 : 0).slice(-fromStart - fromEnd);
};

/** The line that names an error. */
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

/** What a terminal shows of a line that a progress bar wrote again and again. */
const shownAtLast = (line: string): string => line.split("\r").findLast((part) => part.trim() !== "") ?? line;
