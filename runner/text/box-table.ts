import stringWidth from "string-width";
import { padEnd, padStart } from "./columns.ts";

interface Cell {
  /** One or more lines. */
  readonly text: string;
  /** Columns that the cell takes; default 1. */
  readonly span?: number;
  /** Styles each line. */
  readonly style?: (line: string) => string;
}

/**
 * Returns a table with a border. Columns whose heads are in `right` are aligned to the right.
 *
 * Written by hand because cli-table3 0.6 measures text with string-width 4, which gets newer emoji, keycaps and Thai vowel
 * signs wrong, so that borders shift, and because it widens all columns that a long cell spans instead of the last one.
 */
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

/** A border and two blanks between cells. */
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

/** Returns the cells with the first column of each. */
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
