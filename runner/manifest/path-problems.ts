import type { ErrorCode } from "../error-codes.ts";
import { usageError } from "../errors.ts";
import { readable } from "../text/escape-controls.ts";
import { isBesideOutputs, isInRunFolder, isOwnFile } from "./reserved-names.ts";

/** Characters. A blob name has at most 1,024, of which job id, task id and slashes take up to 130. */
const longest = 800;

/**
 * Returns why a path can't name a file below a folder, or undefined if it can. A valid path is relative, separates its parts by `/`,
 * stays in the folder, and means the same to every file system and in a URL.
 */
export const pathProblem = (path: string): string | undefined => {
  if (path === "") return "is empty";
  if (path.length > longest) return `is longer than ${longest} characters`;
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) return "is not relative";
  if (path.includes("\\")) return "contains a backslash";
  if (hasControlCharacter(path)) return "contains a control character";
  if (!path.isWellFormed()) return `contains ${loneSurrogate}`;
  const parts = path.split("/");
  if (parts.includes("..")) return 'contains ".."';
  if (parts.includes("") || parts.includes(".")) return "contains an empty part";
  if (parts.some((part) => Buffer.byteLength(part) > 255)) return "contains a name of more than 255 bytes";
  return undefined;
};

/** Whether a file that a pattern matches can have this path. The colon of a drive is valid here: a task runs on Linux. */
export const isMatchable = (path: string): boolean =>
  pathProblem(path.replace(/^[A-Za-z]:/, "x")) === undefined;

/** Like `pathProblem`, for a task's output, which ends up in the run's folder. */
export const outputProblem = (path: string): string | undefined => {
  if (isInRunFolder(path)) return "is reserved for the runner's own files";
  // Batch expands $VAR in a pattern [D: OutputFile.filePattern].
  if (path.includes("$")) return "contains $, which Batch would expand";
  return pathProblem(path);
};

/** Like `outputProblem`, for an output that a plan declares. Manifests of older versions may have other outputs, which stay readable. */
export const declaredProblem = (path: string): string | undefined => {
  if (isBesideOutputs(path.toLowerCase())) return "is reserved for the task's logs";
  return ownProblem(path) ?? outputProblem(path);
};

/** Like `pathProblem`, for an input that a plan declares. */
export const inputProblem = (path: string): string | undefined => ownProblem(path) ?? pathProblem(path);

const ownProblem = (path: string): string | undefined =>
  isOwnFile(path) ? "starts with .batch-, which is reserved for the runner's own files" : undefined;

/** Like `outputProblem`, for the name of a task, which becomes a folder in the run's folder. */
export const nameProblem = (name: string): string | undefined =>
  name.includes("/") ? "contains a slash" : outputProblem(name);

const hasControlCharacter = (text: string): boolean =>
  Array.from(text).some((character) => character < " " || character === "\u007f");

const loneSurrogate = "a lone surrogate (half of a character)";

/** Returns what keeps text from reaching a program intact, or undefined: UTF-8 can't encode a lone surrogate, Linux ends text at a NUL. */
export const textProblem = (text: string): string | undefined => {
  if (text.includes("\0")) return "a NUL character";
  return text.isWellFormed() ? undefined : loneSurrogate;
};

/** @throws RunnerError `usage` with this code if there is a problem with the name. */
export const refuse = (code: ErrorCode, what: string, problem: string | undefined): void => {
  if (problem !== undefined) throw usageError(code, `${readable(what)} ${problem}`, "Use another name.");
};
