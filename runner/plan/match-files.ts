import { isUtf8 } from "node:buffer";
import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, matchesGlob, resolve } from "node:path";
import type { ErrorCode } from "../error-codes.ts";
import { isSystemError } from "../errors.ts";

/** A match of a glob that is neither a folder nor a link to one. */
interface MatchedFile {
  /** Absolute. */
  readonly path: string;
  /** Why it can't be an input; undefined if it may be one. */
  readonly error?: InputProblem;
}

/** Why a path can't be an input. */
export interface InputProblem {
  readonly code: ErrorCode;
  readonly problem: string;
  readonly hint?: string | undefined;
}

/**
 * Yields the files that a glob matches, in no particular order. `*` and `**` skip names that start with a dot, as in a shell, but
 * a `**` at the end matches every file in a folder.
 *
 * `fs.glob` of Node 24 would lose inputs silently: it skips folders that it can't read, replaces bytes that aren't UTF-8, and skips
 * dotfiles below a `**` at the end. Here, such folders and names are matches with a problem.
 */
export const matchFiles = (pattern: string, folder: string): AsyncGenerator<MatchedFile> => {
  const parts = pattern.split(/\/+/).filter((part) => part !== ".");
  const wild = parts.findIndex(hasWildcard);
  const fixed = parts.slice(0, wild);
  // An absolute pattern starts with an empty part.
  const base = resolve(folder, fixed.join("/") || (pattern.startsWith("/") ? "/" : "."));
  return below({ path: Buffer.from(base), name: "", depth: 0 }, searchOf(parts.slice(wild)));
};

export const hasWildcard = (part: string): boolean => /[*?[\]{}]|[+@!]\(/.test(part);

interface Search {
  /** Whether a file matches, by its path relative to the search's folder. */
  readonly matches: (name: string) => boolean;
  /** Levels of folders to read. */
  readonly depth: number;
  /** Whether to read folders whose names start with a dot. */
  readonly readsDots: boolean;
  /** Whether to follow links to folders: only if the pattern limits the depth, because links can form a cycle. */
  readonly readsLinks: boolean;
}

const searchOf = (parts: readonly string[]): Search => {
  const pattern = parts.join("/");
  const isDeep = parts.includes("**") || /\{[^}]*\//.test(pattern);
  const whole = wholeFolderOf(parts);
  return {
    matches: whole === undefined ? (name) => matchesGlob(name, pattern) : (name) => isIn(name, whole),
    depth: isDeep ? Number.POSITIVE_INFINITY : parts.length - 1,
    readsDots: whole !== undefined || parts.some((part) => /^(\.|\[\.|\{[^}]*\.)/.test(part)),
    readsLinks: !isDeep,
  };
};

/** Returns the part of a pattern before a `**` or a `**` and a `*` at its end; "" is the search's folder. */
const wholeFolderOf = (parts: readonly string[]): string | undefined => {
  const end = parts.at(-1) === "*" && parts.at(-2) === "**" ? -2 : -1;
  return parts.at(end) === "**" ? parts.slice(0, end).join("/") : undefined;
};

const isIn = (name: string, folder: string): boolean => {
  if (folder === "") return true;
  for (let end = name.lastIndexOf("/"); end > 0; end = name.lastIndexOf("/", end - 1))
    if (matchesGlob(name.slice(0, end), folder)) return true;
  return false;
};

/** A folder by the bytes of its path, and its path relative to the search's folder. */
interface Place {
  readonly path: Buffer;
  readonly name: string;
  readonly depth: number;
}

async function* below(place: Place, search: Search): AsyncGenerator<MatchedFile> {
  for (const entry of await entriesOf(place)) {
    if (entry instanceof Error) {
      yield {
        path: place.path.toString(),
        error: { code: "InputUnreadable", problem: `can't be read (${entry.code})` },
      };
      continue;
    }
    const path = Buffer.concat([place.path, slash, entry.name]);
    const own = entry.name.toString();
    const name = place.name === "" ? own : join(place.name, own);
    if (await isFolder(entry, path)) {
      const isRead = search.readsDots || !own.startsWith(".");
      if (place.depth < search.depth && isRead && (search.readsLinks || !entry.isSymbolicLink()))
        yield* below({ path, name, depth: place.depth + 1 }, search);
    } else if (search.matches(name))
      yield isUtf8(path)
        ? { path: resolve(path.toString()) }
        : {
            path: path.toString(),
            error: { code: "InvalidInputName", problem: "has a name that isn't valid UTF-8" },
          };
  }
}

const slash = Buffer.from("/");

/** Returns no entries for a missing folder or a broken link. */
const entriesOf = async ({ path }: Place): Promise<(Dirent<Buffer> | NodeJS.ErrnoException)[]> => {
  try {
    return await readdir(path, { withFileTypes: true, encoding: "buffer" });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return error.code === "ENOENT" || error.code === "ENOTDIR" ? [] : [error];
  }
};

const isFolder = async (entry: Dirent<Buffer>, path: Buffer): Promise<boolean> => {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
};
