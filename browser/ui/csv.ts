import { csvLine, csvText } from "../../runner/text/csv.ts";

/** Returns texts as CSV whose cells a spreadsheet doesn't run as formulas. */
export const csvOf = (rows: Iterable<readonly string[]>): string =>
  Array.from(rows, (row) => csvLine(row.map(csvText))).join("");
