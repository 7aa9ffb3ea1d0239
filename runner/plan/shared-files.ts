import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { usageError } from "../errors.ts";
import { pathProblem } from "../manifest/paths.ts";
import { type HashedFile, hashInputs } from "../storage/hash-files.ts";
import { readable } from "../text/readable.ts";
import { checkLineEndings } from "./line-endings.ts";

/** A file that all tasks of a workload share; its name is its path below `$WORKLOAD_DIR`. */
interface SharedFileHere extends HashedFile {
  readonly isExecutable: boolean;
}

/** What a workload's `files` bring to each node. */
export interface SharedHere {
  readonly files: readonly SharedFileHere[];
  /** Paths below `$WORKLOAD_DIR` of folders that have nothing in them. */
  readonly emptyFolders: readonly string[];
}

/** Each node fetches each one on its own, and the first line of the run's record lists them. */
const mostFiles = 1000;

/** What Python and macOS leave in folders, which would change the workload's hash for nothing. */
const ignored = new Set(["__pycache__", ".DS_Store"]);

/** The files that a workload's `files` name, folders with all that is in them, with what they hold. */
export const findSharedFiles = async (urls: readonly URL[], signal: AbortSignal): Promise<SharedHere> => {
  const found: Found = { files: [], emptyFolders: [] };
  for (const url of urls) {
    const top = fileURLToPath(url).replace(/[\\/]+$/, "");
    await addAll(found, { path: top, name: basename(top) });
  }
  checkCount(found);
  const byName = new Map<string, string>();
  for (const { path, name } of [...found.files, ...found.emptyFolders]) {
    const other = byName.get(name);
    if (other !== undefined)
      throw usageError(
        "DuplicateSharedFile",
        `files: ${other} and ${path} would both be $WORKLOAD_DIR/${name}`,
      );
    const problem = pathProblem(name);
    if (problem !== undefined) throw usageError("InvalidSharedFile", `files: ${readable(path)} ${problem}`);
    byName.set(name, path);
  }
  const files = found.files.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { path } of files) await checkLineEndings(path);
  const hashed = await hashInputs(files, signal);
  return {
    files: hashed.map((file, i) => ({ ...file, isExecutable: files[i]?.isExecutable ?? false })),
    emptyFolders: found.emptyFolders.map(({ name }) => name).sort(),
  };
};

interface Place {
  /** Absolute. */
  readonly path: string;
  /** Below `$WORKLOAD_DIR`. */
  readonly name: string;
}

interface Found {
  readonly files: (Place & { readonly size: number; readonly isExecutable: boolean })[];
  readonly emptyFolders: Place[];
}

const addAll = async (found: Found, place: Place): Promise<void> => {
  const { path, name } = place;
  const what = await stat(path).catch(() => undefined);
  if (what === undefined)
    throw usageError("SharedFileNotFound", `files: there is no ${readable(path)}`, utf8Hint(path));
  if (what.isFile()) {
    found.files.push({ ...place, size: what.size, isExecutable: (what.mode & 0o111) !== 0 });
    return;
  }
  if (!what.isDirectory())
    throw usageError(
      "SharedFileNotAFile",
      `files: expected a file or a folder, found a pipe, socket or device, ${readable(path)}`,
    );
  const entries = await readdir(path, { withFileTypes: true });
  if (entries.length === 0) found.emptyFolders.push(place);
  for (const entry of entries) {
    if (ignored.has(entry.name)) continue;
    const inside = { path: join(path, entry.name), name: `${name}/${entry.name}` };
    // It could lead in a circle.
    if (entry.isSymbolicLink() && (await stat(inside.path).catch(() => undefined))?.isDirectory())
      throw usageError(
        "SharedLinkToFolder",
        `files: expected only files and folders in ${path}, found ${readable(inside.path)}, a link to a folder`,
        "Put the folder in its place, or name it in `files` too.",
      );
    await addAll(found, inside);
  }
};

const utf8Hint = (path: string): string | undefined =>
  path.includes("\ufffd") ? "Its name is not UTF-8. Rename the file." : undefined;

/** Characters of the paths of empty folders: the command line of the job preparation task creates them. */
const mostOfFolders = 30_000;

const checkCount = ({ files, emptyFolders }: Found): void => {
  const characters = emptyFolders.reduce((sum, { name }) => sum + name.length, 0);
  if (characters > mostOfFolders)
    throw usageError(
      "EmptyFoldersTooLong",
      `files: expected paths of empty folders with at most ${mostOfFolders} characters together, found ${characters}`,
      "Put them into one archive, and let the command unpack it.",
    );
  const all = [...files, ...emptyFolders];
  if (all.length <= mostFiles) return;
  const folders = new Map<string, number>();
  for (const { name } of all)
    for (let end = name.indexOf("/"); end > 0; end = name.indexOf("/", end + 1))
      folders.set(name.slice(0, end), (folders.get(name.slice(0, end)) ?? 0) + 1);
  // The innermost folder that has most of them.
  const crowded = [...folders].filter(([, count]) => count > all.length / 2).at(-1);
  const where = crowded === undefined ? "" : `, ${crowded[1]} of them in ${crowded[0]}`;
  throw usageError(
    "TooManySharedFiles",
    `files: expected at most ${mostFiles} files and empty folders, found ${all.length}${where}`,
    "Put them into one archive, and let the command unpack it.",
  );
};
