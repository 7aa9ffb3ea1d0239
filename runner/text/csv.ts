/** A cell of a CSV file. Undefined becomes an empty one. */
export type CsvCell = string | number | undefined;

/** Returns cells as a line of CSV by RFC 4180, with the CRLF at its end. */
export const csvLine = (cells: readonly CsvCell[]): string => `${cells.map(field).join(",")}\r\n`;

const field = (cell: CsvCell = ""): string => {
  if (typeof cell === "number") return String(cell);
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
};

const number = /^[+-](\d+\.?\d*|\.\d+)(e[+-]?\d+)?%?$|^[+-](inf(inity)?|nan)$/i;

/**
 * Returns a text as a cell that a spreadsheet doesn't run as a formula: an apostrophe precedes `=`, `@`, a tab, and signs that are neither a
 * number nor all of the text. report.json has the exact text.
 */
export const csvText = (text: string): string => {
  const isFormula = /^[=@\t\r]/.test(text) || (/^[+-]./s.test(text) && !number.test(text));
  return isFormula ? `'${text}` : text;
};
