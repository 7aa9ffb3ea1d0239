import { type ManifestTask, resultPath } from "./manifest.ts";
import { isMatchable } from "./paths.ts";
import { isBesideOutputs, isOwnFile } from "./reserved-names.ts";
import { wildcardExpression } from "./wildcards.ts";

/** The pattern that is exactly this path. */
export const literally = (path: string): string => path.replace(/[*?[\]]/g, "[$&]");

/** Every file in the folder, which has a slash at its end, also those whose names start with a dot. */
export const inFolder = (folder: string): string => `${literally(folder)}**`;

/** The folder of `inFolder`, without the slash; undefined for other patterns. */
export const folderOf = (pattern: string): string | undefined => {
  if (!pattern.endsWith("/**")) return undefined;
  const folder = pattern.slice(0, -"/**".length);
  const path = folder.replace(/\[([*?[\]])\]/g, "$1");
  return literally(path) === folder ? path : undefined;
};

/**
 * What Batch gets for a pattern. Its wildcards skip a name that starts with a dot unless the pattern names the dot, so a
 * folder takes four. They reach one folder with such a name on the way to a file; the task's script refuses what is deeper,
 * and names with two dots (job/check-outputs.sh), because `.*` could also match `..`.
 */
export const filePatterns = (pattern: string): string[] => {
  const folder = folderOf(pattern);
  if (folder === undefined) return [pattern];
  return folderPatterns.map((each) => `${literally(folder)}/${each}`);
};

const folderPatterns = ["**/*", "**/.[!.]*", "**/.[!.]*/**/*", "**/.[!.]*/**/.[!.]*"];

type Outputs = Pick<ManifestTask, "outputs" | "patterns">;

/** Whether the plan means this path, relative to the task's working directory, by an output or a pattern of the task. */
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

/** A run has few patterns and may have many files. */
const expressions = new Map<string, RegExp>();
const mostExpressions = 1000;

const expressionOf = (pattern: string): RegExp => {
  const expression = expressions.get(pattern) ?? wildcardExpression(pattern);
  if (expressions.size >= mostExpressions) expressions.clear();
  expressions.set(pattern, expression);
  return expression;
};

/** A file of the run's folder as an output of the task; undefined if it is none. */
export const ownPath = (task: Outputs & Pick<ManifestTask, "name">, path: string): string | undefined => {
  const prefix = resultPath(task, "");
  const own = path.slice(prefix.length);
  return path.startsWith(prefix) && isOutput(task, own) ? own : undefined;
};

/** Outputs and patterns that have no file among these paths, as a user would write them. */
export const missingOutputs = ({ outputs, patterns = [] }: Outputs, paths: ReadonlySet<string>): string[] => {
  const wanted = patterns.filter(({ isOptional }) => !isOptional);
  const unmet = wanted.filter(({ pattern }) => !paths.values().some((path) => matches(pattern, path)));
  return [...outputs.filter((output) => !paths.has(output)), ...unmet.map(({ pattern }) => shown(pattern))];
};

const shown = (pattern: string): string => {
  const folder = folderOf(pattern);
  return folder === undefined ? pattern : `${folder}/`;
};

/** A task's outputs and patterns, as a user would write them. */
export const outputsShown = ({ outputs, patterns = [] }: Outputs): string[] => [
  ...outputs,
  ...patterns.map(({ pattern }) => shown(pattern)),
];
