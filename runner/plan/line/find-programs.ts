import { stat } from "node:fs/promises";
import { isAbsolute, join, normalize, relative, resolve, sep } from "node:path";
import { quote } from "shlex";
import { usageError } from "../../errors.ts";
import { pathProblem } from "../../manifest/path-problems.ts";
import { readable } from "../../text/escape-controls.ts";
import { checkProgram } from "./check-program.ts";
import { type CommandWord, commandWords } from "./command-words.ts";
import { importedFiles } from "./imported-files.ts";
import type { Shipped } from "./shipped.ts";

interface FindPrograms {
  /** The command and, if any, that of the merge. */
  readonly commands: readonly string[];
  readonly cwd: string;
  /** Paths of `--files`. */
  readonly files: readonly string[];
  /** Whether tasks write this path, so that a file of this name is left from an earlier run. */
  readonly isOutput: (name: string) => boolean;
}

/**
 * Finds the files that commands name, the files that these import, and those of `--files`.
 *
 * @throws RunnerError `usage` if a named program doesn't exist, can't run on a node, or is outside the current folder.
 */
export const findPrograms = async ({ commands, cwd, files, isOutput }: FindPrograms): Promise<Shipped[]> => {
  const found = new Map<string, Shipped>();
  const add = (shipped: Shipped): void => {
    if (!found.has(shipped.name)) found.set(shipped.name, shipped);
  };
  for (const file of files) add(await givenFile(file, cwd));
  for (const word of commands.flatMap(commandWords)) {
    const candidates = candidatesOf(word);
    await refuseAbsolute(word, cwd);
    let exists = false;
    for (const text of candidates) {
      const name = nameOf(text);
      if (isOutput(name)) continue;
      const path = join(cwd, name);
      const what = await stat(path).catch(() => undefined);
      if (what === undefined || !(what.isFile() || isPackage(word))) continue;
      exists = true;
      if (isOutsideName(name)) throw outside(text, cwd);
      await checkProgram(word, path, what.mode);
      add({ path, name });
    }
    if (!exists) await refuseMissing(word, cwd);
  }
  for (const script of found.values()) for (const imported of await importedFiles(script, cwd)) add(imported);
  const names = [...found.keys()];
  const isBelowOther = (name: string): boolean => names.some((folder) => name.startsWith(`${folder}/`));
  return [...found.values()]
    .filter(({ name }) => !isBelowOther(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
};

/** Returns the first script or program of the current folder that a command runs. */
export const firstScript = async (command: string, cwd: string): Promise<Shipped | undefined> => {
  for (const word of commandWords(command)) {
    const { text, role } = word;
    if (text === undefined || !(isScript(word) || (role === "program" && text.includes("/")))) continue;
    const path = resolve(cwd, text);
    if ((await stat(path).catch(() => undefined))?.isFile()) return { path, name: nameOf(text) };
  }
  return undefined;
};

/** Programs whose first argument is a script. */
const interpreter =
  /^(python[\d.]*|pypy3?|Rscript|bash|sh|dash|zsh|node|deno|bun|perl|ruby|julia|php|lua|octave|gnuplot)$/;

/** Whether the word is the script that an interpreter runs. */
const isScript = ({ role, program = "", before }: CommandWord): boolean =>
  role === "argument" &&
  interpreter.test(baseOf(program)) &&
  before.every((word) => /^-[^cemp]*$/.test(word));

/** Whether the word is Python's module in `python3 -m module`, or a folder that Python runs. */
const isModule = ({ role, program = "", before }: CommandWord): boolean =>
  role === "argument" && /^python[\d.]*$/.test(baseOf(program)) && before.at(-1) === "-m";

const isPackage = (word: CommandWord): boolean =>
  isModule(word) || (isScript(word) && /^python/.test(baseOf(word.program ?? "")));

const baseOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Returns the texts of a word that may be the path of a file: also the value of `--config=file` or `VAR=file`. */
const candidatesOf = (word: CommandWord): string[] => {
  const { text, role } = word;
  if (text === undefined || text === "" || role === "target") return [];
  if (isModule(word)) {
    const path = text.replaceAll(".", "/");
    return [`${path}.py`, text.split(".", 1)[0] ?? text];
  }
  const value = /^-{0,2}[\w-]+=(.+)$/s.exec(text)?.[1];
  return [text, ...(value === undefined ? [] : [value])].filter((path) => !isAbsolute(path));
};

const nameOf = (path: string): string => normalize(path).replaceAll(sep, "/").replace(/\/$/, "");

const isOutsideName = (name: string): boolean => name === ".." || name.startsWith("../");

const givenFile = async (file: string, cwd: string): Promise<Shipped> => {
  const name = nameOf(isAbsolute(file) ? relative(cwd, file) || "." : file);
  const path = join(cwd, name);
  if (isOutsideName(name)) throw outside(file, cwd);
  if ((await stat(path).catch(() => undefined)) === undefined)
    throw usageError("SharedFileNotFound", `--files: ${readable(file)} doesn't exist in ${cwd}`);
  if (name === ".")
    throw usageError(
      "InvalidSharedFile",
      "--files: expected files and folders in this folder, got the folder itself",
    );
  const problem = pathProblem(name);
  if (problem !== undefined) throw usageError("InvalidSharedFile", `--files: ${readable(file)} ${problem}`);
  return { path, name };
};

const outside = (path: string, cwd: string): Error =>
  usageError(
    "PathOutsideFolder",
    `${readable(path)}: expected a file in ${cwd} or below it`,
    "A task finds files under the names that the command uses. Run azbatch in a folder that contains all of them.",
  );

/** Refuses the absolute path of a file in this folder: it would work only on nodes that are this machine. */
const refuseAbsolute = async ({ text, role }: CommandWord, cwd: string): Promise<void> => {
  if (text === undefined || !isAbsolute(text) || role === "target") return;
  const name = relative(cwd, text);
  if (name === "" || isOutsideName(nameOf(name)) || isAbsolute(name)) return;
  if ((await stat(text).catch(() => undefined)) === undefined) return;
  throw usageError(
    "PathOutsideFolder",
    `command: expected a path relative to ${cwd}, got ${readable(text)}`,
    `Nodes don't have this path. Write ${quote(nameOf(name))}.`,
  );
};

/** Refuses a program or script of this folder that doesn't exist, unless an earlier part of the command may create it. */
const refuseMissing = async (word: CommandWord, cwd: string): Promise<void> => {
  const { text, role, isFirst } = word;
  if (text === undefined || !isFirst || isAbsolute(text)) return;
  const isProgram = role === "program" && text.includes("/");
  const isMissingScript = isScript(word) && !text.startsWith("-") && /[./]/.test(text);
  if (!isProgram && !isMissingScript) return;
  const place = await stat(join(cwd, text)).catch(() => undefined);
  if (place?.isDirectory())
    throw usageError("ProgramNotFound", `command: expected a program, got the folder ${readable(text)}`);
  throw usageError(
    "ProgramNotFound",
    `command: ${readable(text)} doesn't exist in ${cwd}`,
    `Run azbatch in the folder that contains ${quote(baseOf(text))}, or correct the path.`,
  );
};
