import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { buffer } from "node:stream/consumers";
import { csvRowsOf } from "../../../task/csv.ts";
import { jsonRowsOf } from "../../../task/json-rows.ts";
import { textOf } from "../../../task/text-file.ts";
import { isSystemError, usageError } from "../../errors.ts";
import { readable } from "../../text/escape-controls.ts";
import type { Table } from "./line.ts";

interface ReadTable {
  /** Path of the file, or `-` for standard input. */
  readonly path: string;
  readonly delimiter?: string | undefined;
  readonly encoding?: string | undefined;
  readonly fileColumns: readonly string[];
}

interface Place {
  readonly cwd: string;
  readonly stdin?: NodeJS.ReadableStream | undefined;
}

/** Extensions of files with a JSON object on each line. */
export const jsonLines = /\.(ndjson|jsonl)$/i;

/**
 * Reads the table of `--tasks`: CSV or TSV with column names in the first line, or a JSON object on each line.
 *
 * @throws RunnerError `InvalidTable` or `UnknownColumn`.
 */
export const readTable = async (request: ReadTable, place: Place): Promise<Table> => {
  const { path, delimiter, encoding, fileColumns } = request;
  const name = path === "-" ? "standard input" : path;
  const rows = parse(await bytesOf(path, place), { name, delimiter, encoding });
  const [first] = rows;
  if (first === undefined)
    throw usageError("InvalidTable", `--tasks ${readable(name)}: expected rows, got none`);
  const columns = Object.keys(first);
  for (const column of fileColumns)
    if (!columns.includes(column))
      throw usageError(
        "UnknownColumn",
        `--input-column ${readable(column)}: ${readable(name)} has no such column`,
        `Columns: ${columns.join(", ")}`,
      );
  return { name, columns, rows, fileColumns, delimiter, encoding };
};

interface Format extends Pick<ReadTable, "delimiter" | "encoding"> {
  readonly name: string;
}

const parse = (bytes: Buffer, { name, delimiter, encoding }: Format): Record<string, string>[] => {
  try {
    const text = textOf(bytes, name, encoding);
    const isJson = jsonLines.test(name) || (name === "standard input" && text.trimStart().startsWith("{"));
    return isJson ? jsonRowsOf(text, name) : csvRowsOf(text, name, { delimiter });
  } catch (error) {
    // The helpers' hints are for workloads.
    const message = (error as Error).message
      .replace(/pass \{ encoding: "([^"]+)" \}/i, "pass --encoding $1")
      .replace(
        /Pass \{ delimiter: ("[^"]+") \} or the one that applies/,
        "Pass --delimiter $1 or the one that applies",
      );
    throw usageError("InvalidTable", `--tasks ${message}`);
  }
};

const bytesOf = async (path: string, { cwd, stdin }: Place): Promise<Buffer> => {
  if (path === "-") return buffer(stdinOf(stdin, "--tasks -"));
  try {
    return await readFile(resolve(cwd, path));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const why =
      error.code === "ENOENT"
        ? `doesn't exist in ${cwd}`
        : error.code === "EISDIR"
          ? "is a folder, not a file"
          : `can't be read (${error.code})`;
    throw usageError("InvalidTable", `--tasks: ${readable(path)} ${why}`);
  }
};

/** Returns the names on standard input, each on a line or each ended by a NUL. */
export const readNames = async (stdin: NodeJS.ReadableStream | undefined): Promise<string[]> => {
  const text = (await buffer(stdinOf(stdin, "-"))).toString();
  const names = text.split(text.includes("\0") ? "\0" : /\r?\n/).filter((name) => name !== "");
  if (names.length > 0) return names;
  throw usageError("NoInputFound", "-: expected names of files on standard input, got none");
};

const stdinOf = (stdin: NodeJS.ReadableStream | undefined, option: string): NodeJS.ReadableStream => {
  if (stdin !== undefined && !("isTTY" in stdin && stdin.isTTY === true)) return stdin;
  throw usageError(
    "StdinRequired",
    `${option}: expected a pipe or a file on standard input, got a terminal`,
    "For example: find texts -name '*.txt' | npx azbatch run 'wc -l {}' -",
  );
};
