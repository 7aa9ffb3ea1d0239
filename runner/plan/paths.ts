import { usageError } from "../errors.ts";

/** Names that the runner itself writes into a run's folder. */
const reserved = ["logs", "manifest.json", "report.json"];

/** Names that hold a task's logs, beside its outputs, in the output container. */
const logs = ["stdout.txt", "stderr.txt"];

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
  const parts = path.split("/");
  if (parts.includes("..")) return "leaves its folder";
  if (parts.includes("") || parts.includes(".")) return "has an empty part";
  if (parts.some((part) => Buffer.byteLength(part) > 255)) return "has a name of more than 255 bytes";
  return undefined;
};

/** The same for a task's output, which ends up in the run's folder and, before that, beside the task's logs. */
export const outputProblem = (path: string): string | undefined => {
  const first = path.toLowerCase().split("/", 1)[0] ?? "";
  if (reserved.includes(first)) return "is a name that the runner needs itself";
  if (logs.includes(path.toLowerCase())) return "is the name of a task's log";
  // Batch replaces $VAR before it looks for the file [D: OutputFile.filePattern].
  if (path.includes("$")) return "has a $, which Batch would expand";
  return pathProblem(path);
};

/** The same for the name of a task, which is that of a folder in the run's. */
export const nameProblem = (name: string): string | undefined =>
  name.includes("/") ? "has a slash" : outputProblem(name);

const hasControlCharacter = (text: string): boolean =>
  Array.from(text).some((character) => character < " " || character === "\u007f");

/** Tells the user of a name that can't be taken; line breaks and their like as JSON writes them. */
export const refuse = (what: string, problem: string | undefined): void => {
  if (problem === undefined) return;
  const readable = Array.from(what, (character) =>
    character < " " ? JSON.stringify(character).slice(1, -1) : character,
  ).join("");
  throw usageError(`${readable} ${problem}; give it another name`);
};
