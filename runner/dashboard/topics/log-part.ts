import type { LogPart } from "../../../browser/contract/dashboard-tasks.ts";
import type { LogFile } from "../../job/log-files.ts";

/** Bytes of a log that a page shows first, and most bytes of a part. */
const tailBytes = 64 * 1024;
const mostBytes = 256 * 1024;

/** A longer line without an end is sent in pieces. */
const longLine = 8 * 1024;

/** The part of a log that has been sent. */
export interface LogPosition {
  /** Undefined before the first part. */
  readonly end: number | undefined;
  /** Size of the log at the last look. */
  readonly seenSize: number;
}

export const startOfLog: LogPosition = { end: undefined, seenSize: -1 };

/**
 * Returns the bytes that were added, as complete lines: a secret may be half written. The beginning of a line is sent if it is long, or if
 * the log hasn't grown since the last look.
 *
 * @returns undefined if there is nothing to send
 */
export const nextPart = async (
  { size, read }: LogFile,
  position: LogPosition,
  isOver: boolean,
): Promise<LogPart | undefined> => {
  const isFirst = position.end === undefined;
  const from = position.end ?? Math.max(0, size - tailBytes);
  const start = Math.max(from, size - mostBytes);
  if (start >= size)
    return isFirst || isOver ? part(size, Buffer.alloc(0), { isComplete: isOver }) : undefined;
  const bytes = await read(start, size - start);
  if (bytes === undefined) return undefined;
  const isCut = start > (position.end ?? 0);
  const whole = isCut ? afterFirstLine(bytes) : bytes;
  const offset = start + bytes.length - whole.length;
  const isEndShown = isOver || size === position.seenSize;
  const shown = isEndShown ? (isOver ? whole : wholeCharacters(whole)) : completeLines(whole);
  if (shown.length === 0 && !isFirst && !isOver) return undefined;
  const isComplete = isOver && start + bytes.length >= size;
  return part(offset, shown, { isComplete, hasGap: isCut && !isFirst });
};

const part = (
  offset: number,
  bytes: Buffer,
  { isComplete, hasGap = false }: { readonly isComplete: boolean; readonly hasGap?: boolean },
): LogPart => ({ offset, end: offset + bytes.length, text: bytes.toString("utf8"), hasGap, isComplete });

const newline = 0x0a;

/** Drops the rest of a line whose beginning isn't shown; keeps bytes without any newline. */
const afterFirstLine = (bytes: Buffer): Buffer => {
  const at = bytes.indexOf(newline);
  return at === -1 ? withoutContinuation(bytes) : bytes.subarray(at + 1);
};

/** Drops bytes of a character whose first byte is missing. */
const withoutContinuation = (bytes: Buffer): Buffer => {
  let at = 0;
  while (at < 3 && isContinuation(bytes[at])) at += 1;
  return bytes.subarray(at);
};

const completeLines = (bytes: Buffer): Buffer => {
  const end = bytes.lastIndexOf(newline) + 1;
  return bytes.length - end > longLine ? wholeCharacters(bytes) : bytes.subarray(0, end);
};

/** Drops the first bytes of a character whose others haven't been written yet. */
const wholeCharacters = (bytes: Buffer): Buffer => {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (isContinuation(byte)) continue;
    return byte >= 0xc0 && lengthOf(byte) > back ? bytes.subarray(0, bytes.length - back) : bytes;
  }
  return bytes;
};

const isContinuation = (byte: number | undefined): boolean =>
  byte !== undefined && byte >= 0x80 && byte < 0xc0;

/** Bytes of a character by its first byte. */
const lengthOf = (byte: number): number => {
  if (byte >= 0xf0) return 4;
  return byte >= 0xe0 ? 3 : 2;
};

/** Joins two parts for a page that has seen neither. The text stays bounded: the newest is kept. */
export const joinParts = (before: LogPart, next: LogPart): LogPart => {
  if (next.offset !== before.end) return next;
  const bytes = Buffer.from(before.text + next.text);
  const { end, isComplete } = next;
  if (bytes.length <= mostBytes)
    return { offset: before.offset, end, text: before.text + next.text, hasGap: before.hasGap, isComplete };
  const kept = afterFirstLine(bytes.subarray(bytes.length - mostBytes));
  return { offset: end - kept.length, end, text: kept.toString("utf8"), hasGap: true, isComplete };
};
