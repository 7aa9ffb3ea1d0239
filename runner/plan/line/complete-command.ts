import { stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { bracesIn, isFilePlaceholder } from "../../../task/fill.ts";
import { commandWords } from "./command-words.ts";
import type { OutputTemplate } from "./line.ts";

/** Interpreters of scripts that aren't executable. */
const interpreters: Readonly<Record<string, string>> = {
  ".py": "python3",
  ".r": "Rscript",
  ".sh": "bash",
  ".js": "node",
  ".mjs": "node",
  ".jl": "julia",
  ".pl": "perl",
  ".rb": "ruby",
};

/**
 * Returns a command whose first word may be the name of a script in the current folder: `fit.py {}` becomes `python3 fit.py {}`, or `./fit.py {}`
 * if the script is executable.
 */
export const withInterpreter = async (command: string, cwd: string): Promise<string> => {
  const [word] = commandWords(command);
  const { text, raw = "", role } = word ?? {};
  const interpreter = interpreters[extname(text ?? "").toLowerCase()];
  if (
    text === undefined ||
    text.includes("/") ||
    role !== "program" ||
    interpreter === undefined ||
    !command.startsWith(raw)
  )
    return command;
  const what = await stat(join(cwd, text)).catch(() => undefined);
  if (what?.isFile() !== true) return command;
  const isExecutable = (what.mode & 0o111) !== 0;
  if (isExecutable) return `./${command}`;
  return `${interpreter} ${command}`;
};

/** Adds the input file's name to a command without placeholders, as GNU parallel does. */
export const withInput = (command: string): string => {
  const isUsed = bracesIn(command).some(
    ({ name, isEscaped }) => !isEscaped && (isFilePlaceholder(name) || name === "#" || name === "index"),
  );
  return isUsed || /\n/.test(command) ? command : `${command} {}`;
};

/** Returns the file to which the last part of a command redirects its stdout, as a template of an output. */
export const redirectedOutput = (command: string): OutputTemplate | undefined => {
  const words = commandWords(command).filter(({ part }) => part !== undefined);
  const last = Math.max(...words.map(({ part = 0 }) => part));
  const target = words.findLast(
    ({ part, role, operator = "" }) => part === last && role === "target" && /^(1|&)?>[>|]?$/.test(operator),
  );
  const template = target?.text;
  return template === undefined || template.startsWith("/") ? undefined : { template, isOptional: false };
};
