/** A log somewhere: how much of it there is, and how to read a part. Bytes. */
export interface ReadableLog {
  readonly size: number;
  /** Undefined if the log has gone meanwhile. */
  readonly read: (start: number, length: number) => Promise<Buffer | undefined>;
}

/** What is read of either end. Bytes. */
const endBytes = 8 * 1024;

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
  const head = linesOf(start.subarray(0, endBytes)).slice(0, -1);
  return pick([...head, "…", ...linesOf(end ?? Buffer.alloc(0)).slice(1)]);
};

/** The last lines of a log, without blank ones. */
export const lastLines = async ({ size, read }: ReadableLog): Promise<string[]> => {
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
    .filter((line) => line.trim() !== "");
