import type { LogPart } from "../../contract/dashboard-tasks.ts";
import { plainText } from "./plain-text.ts";

/** A piece of a log that the page shows as one element. */
export interface LogPiece {
  /** Unique in the log, and larger than those of earlier pieces. */
  readonly key: number;
  readonly text: string;
  /** Whether bytes before the piece are left out. */
  readonly hasGap: boolean;
}

/** The end of a log, bounded. */
export interface LogText {
  readonly pieces: readonly LogPiece[];
  /** Position of the byte after the last piece. */
  readonly end: number;
  readonly isComplete: boolean;
  /** Whether the beginning of the log is left out. */
  readonly isShortened: boolean;
  /** End of the last part that can't be shown yet: a control sequence of which the rest is missing. */
  readonly held: string;
}

/** Longest text in one element: browsers lay out the element again when its text grows. */
const pieceLength = 16_384;

/** Pieces to show: about 500 kB. */
const maxPieces = 32;

/** Returns the log with one more part. A part that doesn't continue the log replaces it, unless the part has a gap. */
export const appendPart = (log: LogText | undefined, part: LogPart): LogText => {
  const isNext = log !== undefined && (part.hasGap || part.offset === log.end);
  const before = isNext ? log : undefined;
  const { shown, held } = plainText((part.hasGap ? "" : (before?.held ?? "")) + part.text, part.isComplete);
  const pieces = addText(before?.pieces ?? [], shown, part.hasGap);
  return {
    pieces: pieces.slice(-maxPieces),
    end: part.end,
    isComplete: part.isComplete,
    isShortened: (before?.isShortened ?? part.offset > 0) || pieces.length > maxPieces,
    held,
  };
};

const addText = (pieces: readonly LogPiece[], text: string, hasGap: boolean): readonly LogPiece[] => {
  const last = pieces.at(-1);
  const isLonger = !hasGap && last !== undefined && last.text.length < pieceLength;
  const start = isLonger ? pieces.slice(0, -1) : pieces;
  const whole = isLonger ? last.text + text : text;
  if (whole === "" && !hasGap) return pieces;
  const firstKey = isLonger ? last.key : (last?.key ?? -1) + 1;
  const texts = splitText(whole);
  const added = texts.map((piece, i) => ({
    key: firstKey + i,
    text: piece,
    hasGap: i === 0 && (isLonger ? last.hasGap : hasGap),
  }));
  return [...start, ...added];
};

/** Splits after line ends where possible, as each piece begins a line of the page. */
const splitText = (text: string): string[] => {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > 2 * pieceLength) {
    const lineEnd = rest.lastIndexOf("\n", pieceLength);
    const at = lineEnd > 0 ? lineEnd + 1 : pieceLength;
    pieces.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...pieces, rest];
};
