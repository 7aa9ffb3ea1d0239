import { type ManifestTask, resultPath } from "./manifest.ts";
import { isMatchable } from "./path-problems.ts";
import { isBesideOutputs, isOwnFile } from "./reserved-names.ts";
import { wildcardExpression } from "./wildcards.ts";

/** Returns a pattern that matches only this path. */
export const literally = (path: string): string => path.replace(/[*?[\]]/g, "[$&]");

/** Returns a pattern for every file below a folder, dotfiles included. The folder ends with a slash. */
export const inFolder = (folder: string): string => `${literally(folder)}**`;

/** Returns the folder of a pattern that `inFolder` returned, without the slash; undefined for other patterns. */
export const folderOf = (pattern: string): string | undefined => {
  if (!pattern.endsWith("/**")) return undefined;
  const folder = pattern.slice(0, -"/**".length);
  const path = folder.replace(/\[([*?[\]])\]/g, "$1");
  return literally(path) === folder ? path : undefined;
};

/**
 * Returns Batch's patterns for a pattern. Batch's wildcards skip names that start with a dot unless the pattern has the dot, so a
 * folder takes four patterns. They match files below at most one dot folder. The task's script (job/check-outputs.sh) refuses
 * deeper files, and names that start with two dots, because `.*` could also match `..`.
 */
export const filePatterns = (pattern: string): string[] => {
  const folder = folderOf(pattern);
  if (folder === undefined) return [pattern];
  return folderPatterns.map((each) => `${literally(folder)}/${each}`);
};

const folderPatterns = ["**/*", "**/.[!.]*", "**/.[!.]*/**/*", "**/.[!.]*/**/.[!.]*"];

type Outputs = Pick<ManifestTask, "outputs" | "patterns">;

/** Whether the task declares this path, relative to its working directory, as an output or by a pattern. */
export const isOutput = ({ outputs, patterns = [] }: Outputs, path: string): boolean =>
  outputs.includes(path) ||
  (isMatchable(path) &&
    !isOwnFile(path) &&
    !isBesideOutputs(path) &&
    patterns.some(({ pattern }) => matches(pattern, path)));

const matches = (pattern: string, path: string): boolean => {
  const folder = folderOf(pattern);
  return folder === undefined ? expressionOf(pattern).test(path) : path.startsWith(`${folder}/`);
};

/** Parsed patterns: a run has few patterns and may have many files. */
const expressions = new Map<string, RegExp>();
const mostExpressions = 1000;

const expressionOf = (pattern: string): RegExp => {
  const expression = expressions.get(pattern) ?? wildcardExpression(pattern);
  if (expressions.size >= mostExpressions) expressions.clear();
  expressions.set(pattern, expression);
  return expression;
};

/** Returns the path relative to the working directory of a task's output in the run's folder; undefined if it isn't an output. */
export const ownPath = (task: Outputs & Pick<ManifestTask, "name">, path: string): string | undefined => {
  const prefix = resultPath(task, "");
  const own = path.slice(prefix.length);
  return path.startsWith(prefix) && isOutput(task, own) ? own : undefined;
};

/** Returns the required outputs and patterns without a file among these paths, as a user would write them. */
export const missingOutputs = ({ outputs, patterns = [] }: Outputs, paths: ReadonlySet<string>): string[] => {
  const wanted = patterns.filter(({ isOptional }) => !isOptional);
  const unmet = wanted.filter(({ pattern }) => !paths.values().some((path) => matches(pattern, path)));
  return [...outputs.filter((output) => !paths.has(output)), ...unmet.map(({ pattern }) => shown(pattern))];
};

const shown = (pattern: string): string => {
  const folder = folderOf(pattern);
  return folder === undefined ? pattern : `${folder}/`;
};

/** Returns a task's outputs and patterns as a user would write them. */
export const outputsShown = ({ outputs, patterns = [] }: Outputs): string[] => [
  ...outputs,
  ...patterns.map(({ pattern }) => shown(pattern)),
];
