import stringWidth from "string-width";
import { padEnd, padStart } from "./columns.ts";

interface Cell {
  /** May have several lines. */
  readonly text: string;
  /** Columns of the table that it takes; 1 unless given. */
  readonly span?: number;
  /** Styles a line of it. */
  readonly style?: (line: string) => string;
}

/** A table with a border, as wide as its cells. The columns with the heads in `right` are aligned to the right. */
export const boxTable = (
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  right: readonly string[],
): string => {
  const first = head.map((text) => ({ text }));
  const widths = widthsOf([first, ...rows], head.length);
  const rule = (left: string, middle: string, right: string): string =>
    left + widths.map((width) => "─".repeat(width + 2)).join(middle) + right;
  const pads = head.map((text) => (right.includes(text) ? padStart : padEnd));
  const draw = (row: readonly Cell[]): string[] => drawRow(row, widths, pads);
  return [
    rule("┌", "┬", "┐"),
    ...draw(first),
    rule("├", "┼", "┤"),
    ...rows.flatMap(draw),
    rule("└", "┴", "┘"),
  ].join("\n");
};

/** Between the texts of two cells are a border and two blanks. */
const gap = 3;

const widthsOf = (rows: readonly (readonly Cell[])[], count: number): number[] => {
  const widths = Array.from({ length: count }, () => 0);
  const widen = (isSpan: boolean): void => {
    for (const row of rows)
      for (const { at, span, text } of placed(row)) {
        if (span > 1 !== isSpan) continue;
        const missing = widthOf(text) - spanWidth(widths, at, span);
        const last = at + span - 1;
        if (missing > 0) widths[last] = (widths[last] ?? 0) + missing;
      }
  };
  widen(false);
  widen(true);
  return widths;
};

const widthOf = (text: string): number => Math.max(...text.split("\n").map((line) => stringWidth(line)));

const spanWidth = (widths: readonly number[], at: number, span: number): number =>
  widths.slice(at, at + span).reduce((sum, width) => sum + width, gap * (span - 1));

/** Cells with the column at which each begins. */
const placed = (row: readonly Cell[]) => {
  let next = 0;
  return row.map((cell) => {
    const span = cell.span ?? 1;
    const at = next;
    next += span;
    return { ...cell, span, at };
  });
};

const drawRow = (
  row: readonly Cell[],
  widths: readonly number[],
  pads: readonly (typeof padEnd)[],
): string[] => {
  const cells = placed(row).map(({ at, span, text, style = (line: string) => line }) => {
    const pad = pads[at] ?? padEnd;
    return { lines: text.split("\n"), style, pad, width: spanWidth(widths, at, span) };
  });
  const height = Math.max(...cells.map(({ lines }) => lines.length));
  return Array.from({ length: height }, (_, i) => {
    const parts = cells.map(({ lines, style, pad, width }) => pad(style(lines[i] ?? ""), width));
    return `│ ${parts.join(" │ ")} │`;
  });
};
