/**
 * The rows of a CSV text as RFC 4180 has it, by the names in its first line: quotes around cells with commas, quotes or
 * line ends; either line end; a byte order mark is ignored, and so are empty lines.
 */
export const parseCsv = (text: string, file: string): Record<string, string>[] => {
  const [head, ...rows] = cellsOf(text.replace(/^\uFEFF/, ""), file);
  if (head === undefined) throw new Error(`${file}: expected a first line with names, found an empty file`);
  const names = head.cells.map((name) => name.trim());
  const twice = names.find((name, i) => name === "" || names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new Error(`${file}: expected each column to have a name of its own, found "${twice}"`);
  return rows.map(({ cells, line }) => {
    if (cells.length !== names.length)
      throw new Error(`${file}:${line}: expected ${names.length} cells, found ${cells.length}`);
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ""]));
  });
};

interface Line {
  readonly cells: string[];
  /** Of the file, from 1. */
  readonly line: number;
}

const cellsOf = (text: string, file: string): Line[] => {
  const lines: Line[] = [];
  let line = 1;
  let cells: string[] = [];
  // A cell in quotes or without, and what ends it.
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|\r|$)/y;
  for (let start = line; cell.lastIndex < text.length || cells.length > 0; ) {
    const found = cell.exec(text);
    if (found === null) throw new Error(`${file}:${line}: a quote that does not end its cell`);
    const [all, quoted, plain = "", end] = found;
    cells.push(quoted?.replaceAll('""', '"') ?? plain);
    line += all.split(/\r\n|\r|\n/).length - 1;
    if (end === ",") continue;
    if (cells.length > 1 || cells[0] !== "") lines.push({ cells, line: start });
    cells = [];
    start = line;
  }
  return lines;
};
