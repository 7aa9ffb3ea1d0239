import { open, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { quote } from "shlex";
import { usageError } from "../errors.ts";
import { pathProblem } from "../manifest/path-problems.ts";
import { type HashedFile, hashInputs } from "../storage/hash-files.ts";
import { readable } from "../text/escape-controls.ts";

/** A file that all tasks of a workload share. Its name is its path below `$WORKLOAD_DIR`. */
interface SharedFileHere extends HashedFile {
  readonly isExecutable: boolean;
}

/** Files and folders that a workload's `files` name. */
export interface SharedHere {
  readonly files: readonly SharedFileHere[];
  /** Paths of empty folders below `$WORKLOAD_DIR`. */
  readonly emptyFolders: readonly string[];
}

/** Limit of files and empty folders: each node fetches each file, and the manifest's first line lists them. */
const mostFiles = 1000;

/** Files of Python and macOS, which would change the workload's hash without reason. */
const ignored = new Set(["__pycache__", ".DS_Store"]);

/** Whether a file or folder of this name isn't copied to nodes. */
export const isIgnored = (name: string): boolean => ignored.has(name);

/**
 * Returns the files that a workload's `files` name and the files in their folders, hashed. `places` are files with other names than
 * their last part.
 *
 * @throws RunnerError `usage` if one of them can't be staged on nodes.
 */
export const findSharedFiles = async (
  urls: readonly URL[],
  signal: AbortSignal,
  places: readonly SharedPlace[] = [],
): Promise<SharedHere> => {
  const found: Found = { files: [], emptyFolders: [] };
  for (const place of places) await addAll(found, place);
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

/** A file or folder, and its place on nodes. */
export interface SharedPlace {
  /** Absolute. */
  readonly path: string;
  /** Path below `$WORKLOAD_DIR`. */
  readonly name: string;
}

interface Found {
  readonly files: (SharedPlace & { readonly size: number; readonly isExecutable: boolean })[];
  readonly emptyFolders: SharedPlace[];
}

const addAll = async (found: Found, place: SharedPlace): Promise<void> => {
  const { path, name } = place;
  const what = await stat(path).catch(() => undefined);
  if (what === undefined)
    throw usageError("SharedFileNotFound", `files: ${readable(path)} doesn't exist`, utf8Hint(path));
  if (what.isFile()) {
    found.files.push({ ...place, size: what.size, isExecutable: (what.mode & 0o111) !== 0 });
    return;
  }
  if (!what.isDirectory())
    throw usageError(
      "SharedFileNotAFile",
      `files: expected a file or a folder, got a pipe, socket or device: ${readable(path)}`,
    );
  const entries = await readdir(path, { withFileTypes: true });
  if (entries.length === 0) found.emptyFolders.push(place);
  for (const entry of entries) {
    if (isIgnored(entry.name)) continue;
    const inside = { path: join(path, entry.name), name: `${name}/${entry.name}` };
    // Links to folders can form a cycle.
    if (entry.isSymbolicLink() && (await stat(inside.path).catch(() => undefined))?.isDirectory())
      throw usageError(
        "SharedLinkToFolder",
        `files: expected only files and folders in ${path}, got a link to a folder: ${readable(inside.path)}`,
        "Replace the link with the folder, or add the folder to `files`.",
      );
    await addAll(found, inside);
  }
};

const utf8Hint = (path: string): string | undefined =>
  path.includes("\ufffd") ? "The name isn't valid UTF-8. Rename the file." : undefined;

/** Limit of the paths of empty folders together, in characters: the command line of the job preparation task creates them. */
const mostOfFolders = 30_000;

const checkCount = ({ files, emptyFolders }: Found): void => {
  const characters = emptyFolders.reduce((sum, { name }) => sum + name.length, 0);
  if (characters > mostOfFolders)
    throw usageError(
      "EmptyFoldersTooLong",
      `files: expected paths of empty folders with at most ${mostOfFolders} characters together, got ${characters}`,
      "Put them into one archive that the command unpacks.",
    );
  const all = [...files, ...emptyFolders];
  if (all.length <= mostFiles) return;
  const folders = new Map<string, number>();
  for (const { name } of all)
    for (let end = name.indexOf("/"); end > 0; end = name.indexOf("/", end + 1))
      folders.set(name.slice(0, end), (folders.get(name.slice(0, end)) ?? 0) + 1);
  // The innermost folder with most of them.
  const crowded = [...folders].filter(([, count]) => count > all.length / 2).at(-1);
  const where = crowded === undefined ? "" : ` (${crowded[1]} in ${crowded[0]})`;
  throw usageError(
    "TooManySharedFiles",
    `files: expected at most ${mostFiles} files and empty folders, got ${all.length}${where}`,
    "Put them into one archive that the command unpacks.",
  );
};

/**
 * Refuses a shell script with Windows line endings: Linux reads the carriage return as part of the interpreter's name, so the script
 * fails on every node. Scripts for other interpreters, such as Python, work if the command names the interpreter.
 */
const checkLineEndings = async (path: string): Promise<void> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(128), 0, 128, 0);
    const [firstLine = ""] = buffer.toString("latin1", 0, bytesRead).split("\n", 1);
    if (!/^#!.*\b(ba|da|k|z)?sh\b.*\r$/.test(firstLine)) return;
  } finally {
    await file.close();
  }
  throw usageError(
    "WindowsLineEndings",
    `files: ${path}: expected Linux line endings (LF), got Windows ones (CRLF)`,
    `Run \`sed -i 's/\\r$//' ${quote(path)}\`.`,
  );
};
