import { keepStart } from "../text/columns.ts";
import { visible } from "../text/visible.ts";

/** Widest cell, in columns. */
const widest = 200;

/** Returns any text as code that is safe in a table cell. */
export const code = (text: string): string => {
  const line = visible(text).replace(/\s+/g, " ").trim();
  if (line === "") return "";
  return `\`${keepStart(line, widest).replaceAll("`", "'").replaceAll("|", "\\|")}\``;
};

/** A column's head, and whether its cells are numbers. */
export type MarkdownColumn = readonly [head: string, isNumber?: boolean];

/** Returns the first lines of a table. */
export const tableHead = (columns: readonly MarkdownColumn[]): string[] => [
  markdownRow(columns.map(([head]) => head)),
  `|${columns.map(([, isNumber = false]) => (isNumber ? "--:" : "---")).join("|")}|`,
];

/** Returns a row of a table. The cells must be safe. */
export const markdownRow = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;
