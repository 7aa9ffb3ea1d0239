import xterm from "@xterm/headless";
import type { TerminalPiece, TerminalSize } from "./record-terminal.ts";

/** Characters of a line that look the same. */
export interface Span {
  readonly column: number;
  readonly text: string;
  /** Index in the terminal's palette; undefined for the default colour. */
  readonly color?: number | undefined;
  readonly isDim: boolean;
  readonly isBold: boolean;
}

export interface Frame {
  readonly ms: number;
  /** From the top of the screen. */
  readonly lines: readonly (readonly Span[])[];
}

/** Shortest time that a frame is shown. Milliseconds. */
const shortestMs = 80;

/** Returns what a terminal shows over time, and at the end. */
export const terminalFrames = async (
  pieces: readonly TerminalPiece[],
  { columns, rows }: TerminalSize,
): Promise<Frame[]> => {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const frames: Frame[] = [];
  for (const [index, { ms, text }] of pieces.entries()) {
    await new Promise<void>((resolve) => terminal.write(text, resolve));
    const next = pieces[index + 1];
    if (next === undefined || next.ms - ms >= shortestMs) frames.push({ ms, lines: linesOf(terminal) });
  }
  terminal.dispose();
  return frames;
};

const linesOf = ({ buffer: { active }, rows }: xterm.Terminal): Span[][] =>
  Array.from({ length: rows }, (_, row) => spansOf(active.getLine(active.baseY + row)));

const spansOf = (line: xterm.IBufferLine | undefined): Span[] => {
  const spans: Span[] = [];
  for (let column = 0; line !== undefined && column < line.length; column++) {
    const cell = line.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const look = {
      color: cell.isFgPalette() ? cell.getFgColor() : undefined,
      isDim: cell.isDim() !== 0,
      isBold: cell.isBold() !== 0,
    };
    const text = cell.getChars() || " ";
    const last = spans.at(-1);
    if (last !== undefined && isAlike(last, look))
      spans[spans.length - 1] = { ...last, text: last.text + text };
    else spans.push({ column, text, ...look });
  }
  return spans.map(trimmed).filter(({ text }) => text !== "");
};

const trimmed = (span: Span): Span => {
  const leading = span.text.length - span.text.trimStart().length;
  return { ...span, column: span.column + leading, text: span.text.trim() };
};

const isAlike = (span: Span, look: Omit<Span, "column" | "text">): boolean =>
  span.color === look.color && span.isDim === look.isDim && span.isBold === look.isBold;

/** Returns the text of a frame without the empty lines at its end. */
export const textOfFrame = ({ lines }: Frame): string =>
  lines
    .map((spans) => spans.reduce((text, span) => text.padEnd(span.column) + span.text, ""))
    .join("\n")
    .trimEnd();
