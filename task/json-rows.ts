import { fileURLToPath } from "node:url";
import { readText } from "./text-file.ts";

/**
 * Returns the rows of a file with a JSON object on each line (NDJSON, JSON Lines), such as `{"rate": 0.1, "depth": 3}`. Values become
 * text. Empty lines are skipped.
 *
 * @throws Error with the file and line if a line isn't an object of texts, numbers and booleans, or has other fields than the first line
 */
export const jsonRows = (file: URL): Record<string, string>[] => {
  const path = fileURLToPath(file);
  return jsonRowsOf(readText(path), path);
};

/** Like `jsonRows`, for a text. `path` names it in errors. */
export const jsonRowsOf = (text: string, path: string): Record<string, string>[] => {
  const rows = text
    .split("\n")
    .map((line, i) => ({ line, place: `${path}:${i + 1}` }))
    .filter(({ line }) => line.trim() !== "")
    .map(({ line, place }) => ({ row: rowOf(line, place), place }));
  const names = Object.keys(rows[0]?.row ?? {});
  for (const { row, place } of rows)
    if (Object.keys(row).sort().join("\n") !== names.toSorted().join("\n"))
      throw new Error(
        `${place}: expected the fields ${names.join(", ")}, got ${Object.keys(row).join(", ")}`,
      );
  return rows.map(({ row }) => row);
};

const rowOf = (line: string, place: string): Record<string, string> => {
  const value = parsed(line, place);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error(`${place}: expected an object, such as {"rate": 0.1}`);
  return Object.fromEntries(
    Object.entries(value).map(([name, cell]) => {
      if (["string", "number", "boolean"].includes(typeof cell)) return [name, String(cell)];
      throw new Error(`${place}: field "${name}": expected text, a number, true or false`);
    }),
  );
};

const parsed = (line: string, place: string): unknown => {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new Error(`${place}: expected JSON: ${(error as Error).message}`);
  }
};
