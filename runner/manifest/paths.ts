import type { ErrorCode } from "../error-codes.ts";
import { usageError } from "../errors.ts";
import { readable } from "../text/readable.ts";
import { isBesideOutputs, isInRunFolder, isOwnFile } from "./reserved-names.ts";

/** A blob name has at most 1,024 characters, of which job id, task id and slashes take up to 130. */
const longest = 800;

/**
 * Why a path can't be a file below a folder, or undefined if it can: relative, `/` between its parts, nothing that
 * climbs out, nothing that a file system or a URL reads in another way.
 */
export const pathProblem = (path: string): string | undefined => {
  if (path === "") return "is empty";
  if (path.length > longest) return `is longer than ${longest} characters`;
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) return "is not relative";
  if (path.includes("\\")) return "has a backslash";
  if (hasControlCharacter(path)) return "has a control character";
  if (!path.isWellFormed()) return `has ${loneSurrogate}`;
  const parts = path.split("/");
  if (parts.includes("..")) return "leaves its folder";
  if (parts.includes("") || parts.includes(".")) return "has an empty part";
  if (parts.some((part) => Buffer.byteLength(part) > 255)) return "has a name of more than 255 bytes";
  return undefined;
};

/** Whether a file that a pattern matched can have this path below the folder of its task. */
export const isMatchable = (path: string): boolean =>
  pathProblem(path.replace(/^[A-Za-z]:/, "x")) === undefined;

/** The same as `pathProblem` for a task's output, which ends up in the run's folder. */
export const outputProblem = (path: string): string | undefined => {
  if (isInRunFolder(path)) return "is a name that the runner needs itself";
  // Batch replaces $VAR before it looks for the file [D: OutputFile.filePattern].
  if (path.includes("$")) return "has a $, which Batch would expand";
  return pathProblem(path);
};

/** The same for an output that a plan declares: earlier runs may have others, which are still read. */
export const declaredProblem = (path: string): string | undefined => {
  if (isBesideOutputs(path.toLowerCase())) return "is a name that the runner stores beside a task's outputs";
  return ownProblem(path) ?? outputProblem(path);
};

/** The same for an input that a plan declares. */
export const inputProblem = (path: string): string | undefined => ownProblem(path) ?? pathProblem(path);

const ownProblem = (path: string): string | undefined =>
  isOwnFile(path) ? "has a name that the runner needs itself (.batch-…)" : undefined;

/** The same for the name of a task, which is that of a folder in the run's. */
export const nameProblem = (name: string): string | undefined =>
  name.includes("/") ? "has a slash" : outputProblem(name);

const hasControlCharacter = (text: string): boolean =>
  Array.from(text).some((character) => character < " " || character === "\u007f");

const loneSurrogate = "half of a character (a lone surrogate)";

/** Why text can't reach a program as it is, or undefined if it can: UTF-8 has no half of a surrogate pair, Linux ends text at a NUL. */
export const textProblem = (text: string): string | undefined => {
  if (text.includes("\0")) return "a NUL character";
  return text.isWellFormed() ? undefined : loneSurrogate;
};

/** Throws a usage error for a name that can't be taken. */
export const refuse = (code: ErrorCode, what: string, problem: string | undefined): void => {
  if (problem !== undefined) throw usageError(code, `${readable(what)} ${problem}; give it another name`);
};
