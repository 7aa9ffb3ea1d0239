import { posix } from "node:path";
import { type ManifestTask, resultPath } from "./manifest.ts";
import { outputProblem } from "./paths.ts";

/** The pattern that is exactly this path. */
export const literally = (path: string): string => path.replace(/[*?[\]]/g, "[$&]");

/** What matches is any file in the folder, which has a slash at its end. */
export const inFolder = (folder: string): string => `${literally(folder)}**/*`;

/** The folder that a pattern is all of, without the slash; undefined for other patterns. */
export const folderOf = (pattern: string): string | undefined =>
  pattern.endsWith("/**/*") ? pattern.slice(0, -"/**/*".length).replace(/\[(.)\]/g, "$1") : undefined;

type Outputs = Pick<ManifestTask, "outputs" | "patterns">;

/** Whether the plan means this path, relative to the task's working directory, by an output or a pattern of the task. */
export const isOutput = ({ outputs, patterns = [] }: Outputs, path: string): boolean =>
  outputs.includes(path) ||
  (outputProblem(path) === undefined && patterns.some(({ pattern }) => posix.matchesGlob(path, pattern)));

/** A file of the run's folder as an output of the task; undefined if it is none. */
export const ownPath = (task: Outputs & Pick<ManifestTask, "name">, path: string): string | undefined => {
  const prefix = resultPath(task, "");
  const own = path.slice(prefix.length);
  return path.startsWith(prefix) && isOutput(task, own) ? own : undefined;
};

/** Outputs and patterns that have no file among these paths, as a user would write them. */
export const missingOutputs = ({ outputs, patterns = [] }: Outputs, paths: ReadonlySet<string>): string[] => {
  const wanted = patterns.filter(({ isOptional }) => !isOptional);
  const unmet = wanted.filter(({ pattern }) => ![...paths].some((path) => posix.matchesGlob(path, pattern)));
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
