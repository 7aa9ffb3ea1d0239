import { constants } from "node:fs";
import { access, lstat, stat } from "node:fs/promises";
import { dirname, relative, resolve, sep } from "node:path";
import pMap from "p-map";
import { isSystemError, usageError } from "../errors.ts";
import { inputProblem } from "../manifest/path-problems.ts";
import type { FoundFile } from "../storage/hash-files.ts";
import { readable } from "../text/escape-controls.ts";
import { hasWildcard, type InputProblem, matchFiles } from "./match-files.ts";

/**
 * Returns the files that the globs match, sorted by name. A glob that names an existing file matches only that file, whatever
 * characters it contains, because the shell may have expanded it already.
 *
 * @param inputFolder Absolute path of the folder that names are relative to. Default: the deepest folder that contains all files.
 * @throws RunnerError `usage` that lists everything that can't be an input.
 */
export const findInputs = async (
  globs: readonly string[],
  folder: string,
  inputFolder?: string,
): Promise<FoundFile[]> => {
  const problems: InputProblem[] = [];
  const paths = new Set<string>();
  for (const pattern of globs)
    for await (const found of match(pattern, folder))
      if (typeof found === "string") paths.add(found);
      else problems.push(found);
  const sizes = await pMap(paths, async (path) => ({ path, size: await readableSize(path) }), {
    concurrency: 32,
  });
  const base = inputFolder ?? commonFolder([...paths]);
  const files: FoundFile[] = [];
  for (const { path, size } of sizes) {
    const name = nameIn(base, path);
    if (typeof size !== "number") {
      problems.push({ ...size, problem: `input ${readable(path)} ${size.problem}` });
      continue;
    }
    const problem = inputProblem(name);
    if (problem === undefined) files.push({ path, name, size });
    else problems.push({ code: "InvalidInputName", problem: `input ${readable(path)} ${problem}` });
  }
  if (inputFolder !== undefined) problems.push(...sameNames(files));
  refuseInputs(problems);
  return files.sort(byName);
};

/** Returns a path relative to a folder, with `/`. A file outside the folder gets a name without `../`. */
const nameIn = (folder: string, path: string): string =>
  relative(folder, path)
    .replaceAll(sep, "/")
    .replace(/^(\.\.\/)+/, "");

const sameNames = (files: readonly FoundFile[]): InputProblem[] => {
  const paths = new Map<string, string>();
  return files.flatMap(({ path, name }) => {
    const other = paths.get(name);
    paths.set(name, path);
    return other === undefined
      ? []
      : [
          {
            code: "DuplicateInput" as const,
            problem: `inputs ${readable(other)} and ${readable(path)} would both be ${readable(name)} in a task`,
          },
        ];
  });
};

/** Most problems that an error lists. */
const mostListed = 10;

/** @throws RunnerError `usage` that lists the problems, if there are any. */
export const refuseInputs = (problems: readonly InputProblem[]): void => {
  const [first, ...others] = problems;
  if (first === undefined) return;
  if (others.length === 0) throw usageError(first.code, first.problem, first.hint);
  const listed = problems
    .slice(0, mostListed)
    .map(({ problem, hint }) => `  ${problem}${hint ? `\n    ${hint}` : ""}`);
  const more = problems.length - listed.length;
  throw usageError(
    others.every(({ code }) => code === first.code) ? first.code : "InvalidInputs",
    `${problems.length} inputs can't be used`,
    [...listed, ...(more > 0 ? [`  and ${more} more`] : [])].join("\n"),
  );
};

/** Sorts `2.txt` before `10.txt`. */
export const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  byNumber.compare(a.name, b.name) || (a.name < b.name ? -1 : 1);

const byNumber = new Intl.Collator("en", { numeric: true });

/** Returns the deepest folder that contains all of these files, given by absolute paths. */
export const commonFolder = (paths: readonly string[]): string => {
  const folders = paths.map((path) => dirname(path).split(sep));
  const shared = folders.reduce((a, b) => a.slice(0, sharedLength(a, b)), folders[0] ?? []);
  return shared.join(sep) || sep;
};

const sharedLength = (a: readonly string[], b: readonly string[]): number => {
  const difference = a.findIndex((part, i) => part !== b[i]);
  return difference === -1 ? a.length : difference;
};

async function* match(pattern: string, folder: string): AsyncGenerator<string | InputProblem> {
  if (pattern === "") {
    yield { code: "InvalidInput", problem: `input: expected a glob such as 'data/*.txt', got ""` };
    return;
  }
  const path = resolve(folder, pattern);
  const literal = await stat(path).catch(() => undefined);
  if (literal?.isDirectory()) {
    const all = `For all files in it, pass '${pattern.replace(/\/+$/, "")}/**'`;
    yield { code: "InputIsFolder", problem: `input ${readable(pattern)} is a folder`, hint: all };
    return;
  }
  if (literal !== undefined || !hasWildcard(pattern)) {
    if (literal !== undefined || (await isLink(path))) yield path;
    else yield nothing(pattern, folder);
    return;
  }
  let count = 0;
  for await (const { path: found, error } of matchFiles(pattern, folder)) {
    count += 1;
    yield error === undefined ? found : { ...error, problem: `input ${readable(found)} ${error.problem}` };
  }
  if (count === 0) yield nothing(pattern, folder, await literalHint(pattern, folder));
}

const nothing = (pattern: string, folder: string, hint?: string): InputProblem => ({
  code: "NoInputFound",
  problem: `no file matches ${readable(pattern)} in ${folder}`,
  hint: hint ?? (pattern.includes("\ufffd") ? "The name isn't valid UTF-8. Rename the file." : undefined),
});

const isLink = (path: string): Promise<boolean> =>
  lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );

/** Returns a hint for a pattern with a part that names an existing file or folder, as in `br [1]/*`. */
const literalHint = async (pattern: string, folder: string): Promise<string | undefined> => {
  const parts = pattern.split("/");
  for (const [i, part] of parts.entries()) {
    if (!hasWildcard(part)) continue;
    const found = await stat(resolve(folder, parts.slice(0, i + 1).join("/"))).catch(() => undefined);
    if (found === undefined) return undefined;
    const plain = [...parts.slice(0, i), part.replace(/[*?[\]{}()]/g, "?"), ...parts.slice(i + 1)].join("/");
    return `"${part}" is a pattern. For the folder of that name, pass '${plain}'`;
  }
  return undefined;
};

/** Returns the size in bytes of a readable file. Opens nothing, because opening a pipe could wait forever. */
const readableSize = async (path: string): Promise<number | InputProblem> => {
  try {
    const file = await stat(path);
    if (!file.isFile()) return { code: "InputNotAFile", problem: "is a pipe, socket or device, not a file" };
    await access(path, constants.R_OK);
    return file.size;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === "ENOENT")
      return (await isLink(path))
        ? { code: "InputLinkBroken", problem: "is a broken link" }
        : { code: "InputRemoved", problem: "no longer exists" };
    return { code: "InputUnreadable", problem: `can't be read (${error.code})` };
  }
};
