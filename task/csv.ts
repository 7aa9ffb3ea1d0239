import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import { readText } from "./text-file.ts";

export interface CsvOptions<Column extends string> {
  /**
   * Columns to return. The file must have each of them, and they type the rows: `row.rate` is a `string`. Default: all columns of the
   * file; a cell is then a `string | undefined`, because TypeScript can't know the names.
   */
  readonly columns?: readonly Column[];
  /** Character between cells. Default: the one in Excel's `sep=` line, otherwise whichever of `,`, `;` and tab is in the first line. */
  readonly delimiter?: string;
  /** A label of the Encoding standard, such as `windows-1252`. Default: UTF-16 if the file has its byte order mark, otherwise UTF-8. */
  readonly encoding?: string;
}

/**
 * Returns the rows of a CSV file as objects whose keys are the names in its first line:
 * `csvRows(new URL("./points.csv", import.meta.url), { columns: ["rate", "depth"] })` returns `[{ rate: "0.1", depth: "3" }, …]`.
 *
 * Cells are text. Quotes around a cell are removed as in RFC 4180. Rows whose cells are all empty are skipped.
 *
 * @throws Error with the file and line if the file isn't text in its encoding, a column has no unique name, a requested column is
 * missing, the delimiter is ambiguous, or a row has more or fewer cells than the first line
 */
export const csvRows = <const Column extends string = string>(
  file: URL,
  { encoding, ...options }: CsvOptions<Column> = {},
): Record<Column, string>[] => {
  const path = fileURLToPath(file);
  return csvRowsOf(readText(path, encoding), path, options);
};

/** Like `csvRows`, for a text. `path` names it in errors. */
export const csvRowsOf = <const Column extends string = string>(
  text: string,
  path: string,
  { columns, delimiter }: Omit<CsvOptions<Column>, "encoding"> = {},
): Record<Column, string>[] => {
  // The rest starts with the line's end, so that the parser counts the file's lines.
  const [separatorLine = "", separator] = /^"?sep=([^\r\n])"?(?=[\r\n]|$)/i.exec(text) ?? [];
  const rest = text.slice(separatorLine.length);
  const [head, ...rows] = rowsOf(rest, delimiter ?? separator ?? delimiterOf(rest, path), path);
  if (head === undefined) throw new Error(`${path}: expected a line with column names, got an empty file`);
  const names = namesIn(head, path);
  const picked = (columns ?? names).map((column) => ({ column, index: indexOf(column, names, path) }));
  return rows.map(({ cells, line }) => {
    if (cells.length !== names.length)
      throw new Error(
        `${path}:${line}: expected ${names.length} cells, got ${cells.length}. Quote a cell that contains the delimiter.`,
      );
    return Object.fromEntries(picked.map(({ column, index }) => [column, cells[index]])) as Record<
      Column,
      string
    >;
  });
};

interface Row {
  readonly cells: readonly string[];
  /** Number of the row's first line in the file, starting at 1. */
  readonly line: number;
}

/** Returns the rows with at least one cell that isn't blank. */
const rowsOf = (text: string, delimiter: string, path: string): Row[] => {
  const rows: Row[] = [];
  // csv-parse counts a CRLF in quotes as two lines.
  let countedTwice = 0;
  try {
    parse(text, {
      delimiter,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (cells: string[], { lines }) => {
        countedTwice += cells.join("").split("\r\n").length - 1;
        const line = lines - countedTwice - lineEndsIn(cells);
        if (cells.some((cell) => cell.trim() !== "")) rows.push({ cells, line });
        return null;
      },
    });
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`);
  }
  return rows;
};

const lineEndsIn = (cells: readonly string[]): number => cells.join("").split(/\r\n|\r|\n/).length - 1;

/** Returns the delimiter that the first line contains outside quotes; "," if it contains none. */
const delimiterOf = (text: string, path: string): string => {
  const [line = ""] = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text.replace(/^[\r\n]+/, "")) ?? [];
  const unquoted = line.replaceAll(/"(?:[^"]|"")*"/g, "");
  const found = [",", ";", "\t"].filter((delimiter) => unquoted.includes(delimiter));
  const [delimiter = ","] = found;
  if (found.length < 2) return delimiter;
  const quoted = found.map((one) => JSON.stringify(one));
  throw new Error(
    `${path}:1: expected one delimiter, got ${quoted.join(" and ")}. Pass { delimiter: ${quoted[0]} } or the one that applies.`,
  );
};

const namesIn = ({ cells, line }: Row, path: string): string[] => {
  const names = cells.map((cell) => cell.trim());
  const wrong = names.findIndex((name, i) => name === "" || names.indexOf(name) !== i);
  if (wrong === -1) return names;
  const got = names[wrong] === "" ? "none" : `"${names[wrong]}" again`;
  throw new Error(`${path}:${line}: expected a unique name for column ${wrong + 1}, got ${got}`);
};

const indexOf = (column: string, names: readonly string[], path: string): number => {
  const index = names.indexOf(column);
  if (index !== -1) return index;
  throw new Error(
    `${path}: expected a column "${column}", got ${names.map((name) => `"${name}"`).join(", ")}`,
  );
};
