import { visibleLine } from "./visible.ts";

/**
 * Returns a line of tab-separated values. In a cell, a tab becomes `\t`, a line break `\n`, and a backslash `\\`; other control characters
 * become `\x1b` and the like.
 */
export const tsvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => visibleLine(cell.replaceAll("\\", "\\\\"))).join("\t")}\n`;
