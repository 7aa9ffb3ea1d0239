import stringWidth from "string-width";
import { padEnd, padStart } from "./columns.ts";

interface Alignment {
  /** Indexes of columns aligned to the right. */
  readonly right?: readonly number[];
  /** Styles a padded cell. */
  readonly style?: (cell: string, row: number, column: number) => string;
}

/** Returns a line per row, with two blanks between columns that are as wide as their widest cell. */
export const alignColumns = (
  rows: readonly (readonly string[])[],
  { right = [], style = (cell) => cell }: Alignment = {},
): string[] => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ""))),
  );
  return rows.map((row, i) =>
    row
      .map((cell, column) => {
        const pad = right.includes(column) ? padStart : padEnd;
        return style(pad(cell, widths[column] ?? 0), i, column);
      })
      .join("  ")
      .trimEnd(),
  );
};
