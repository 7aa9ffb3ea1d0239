import assert from "node:assert/strict";

interface FolderRow {
  /** As written: `runner/cli/` for a folder and all below it, `local/*.ts` for the files in it, or one file. */
  readonly folder: string;
  readonly imports: readonly string[];
}

/** Returns the rows of the table below the heading "Folders". Names in its last column are relative to the row's parent. */
export const readFolderTable = (markdown: string): FolderRow[] => {
  const [, section = ""] = markdown.split(/^## Folders$/m);
  const lines = section.split(/^## /m)[0]!.split("\n");
  const cells = lines
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const folders = cells.map(([, folder = ""]) => folder.replaceAll("`", ""));
  return cells.map((row, i) => ({
    folder: folders[i]!,
    imports: [...row[3]!.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => resolve(name, folders[i]!, folders)),
  }));
};

const resolve = (name: string, from: string, folders: readonly string[]): string => {
  const parents = from.split("/").slice(0, -1);
  const bases = parents.map((_, i) => `${parents.slice(0, parents.length - i).join("/")}/`);
  const candidates = [...bases, ""].flatMap((base) => [
    `${base}${name}`,
    `${base}${name}/`,
    `${base}${name}/*.ts`,
  ]);
  const found = candidates.find((candidate) => candidate !== from && folders.includes(candidate));
  assert(found !== undefined, `${from} imports ${name}, which has no row`);
  return found;
};

/** Returns the most specific row for a file. */
export const folderOf = (path: string, rows: readonly FolderRow[]): string => {
  const fitting = rows.map(({ folder }) => folder).filter((folder) => isIn(path, folder));
  assert(fitting.length > 0, `${path} is in no row`);
  return fitting.reduce((a, b) => (specificity(b) > specificity(a) ? b : a));
};

const isIn = (path: string, folder: string): boolean => {
  if (folder === path) return true;
  if (folder.endsWith("/*.ts")) return path.slice(0, path.lastIndexOf("/")) === folder.slice(0, -5);
  return folder.endsWith("/") && path.startsWith(folder);
};

const specificity = (folder: string): number =>
  folder.replace("*.ts", "").length + (/\w\.ts$/.test(folder) ? 100 : 0);
