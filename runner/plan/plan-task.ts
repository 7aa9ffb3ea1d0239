import type { TaskPlan, Workload } from "../../task/workload.ts";
import { usageError } from "../errors.ts";
import type { ManifestInput, ManifestTask } from "../manifest/manifest.ts";
import { declaredProblem, refuse } from "../manifest/path-problems.ts";
import { inFolder } from "../manifest/patterns.ts";
import { ownFiles } from "../manifest/reserved-names.ts";
import { wildcardExpression } from "../manifest/wildcards.ts";
import { settingsOf } from "./task-settings.ts";

export interface PlanContext {
  /** Name of the workload. */
  readonly name: string;
  readonly workload: Workload;
  readonly inputs: ReadonlyMap<string, ManifestInput>;
  /** Returns the id of a task that this one depends on. */
  readonly idOf: (task: TaskPlan) => string;
  readonly maxRetries: number | undefined;
}

/**
 * Returns the manifest's task for a task of a plan, without its id.
 *
 * @throws RunnerError `usage` if the task names an unknown input or output, or has an invalid setting.
 */
export const planTask = (task: TaskPlan, context: PlanContext): Omit<ManifestTask, "id"> => {
  const what = nameOf(task);
  const { workload, maxRetries, idOf } = context;
  return {
    name: task.name,
    inputs: inputsOf(task, context),
    results: filled(resultsOf(task, context)),
    args: (task.args ?? []).map(String),
    ...outputsOf(task),
    after: filled([...new Set(dependencies(task).map(idOf))]),
    ifFails: task.ifFails === "continue" ? "continue" : undefined,
    command: task.command,
    ...settingsOf(task, workload, { what, maxRetries }),
  };
};

/** Returns the tasks that a task depends on. One that is mentioned twice is returned twice. */
export const upstream = ({ after = [], inputs = [] }: TaskPlan): TaskPlan[] => [
  ...after,
  ...inputs.flatMap((input) => ("task" in input ? [input.task] : [])),
];

/** Returns the tasks that a task depends on, without those that a task in its `after` waits for: Batch limits the number. */
const dependencies = (task: TaskPlan): TaskPlan[] => {
  const implied = new Set((task.after ?? []).flatMap(({ after = [] }) => after));
  return upstream(task).filter((earlier) => !implied.has(earlier));
};

/** Returns the task's name for messages. */
export const nameOf = ({ name, outputs = [], args = [] }: TaskPlan): string => {
  if (name !== undefined) return `task "${name}"`;
  const output = outputs.find((each) => typeof each === "string");
  return output === undefined
    ? `the task with args [${args.join(", ")}]`
    : `the task that writes "${output}"`;
};

const filled = <T>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined);

const inputsOf = (task: TaskPlan, { name, inputs }: PlanContext): ManifestInput[] =>
  (task.inputs ?? []).flatMap((input) => {
    if ("task" in input) return [];
    const found = inputs.get(input.name);
    if (found === undefined)
      throw usageError(
        "UnknownInput",
        `inputs of ${nameOf(task)} of workload ${name}: expected inputs of this run, got "${input.name}"`,
      );
    // Drop the local path, which is no part of a task.
    const { size, sha256, stored } = found;
    return [{ name: found.name, size, sha256, ...(stored && { stored }) }];
  });

const resultsOf = (task: TaskPlan, context: PlanContext): NonNullable<ManifestTask["results"]> =>
  (task.inputs ?? []).flatMap((input) => {
    if (!("task" in input)) return [];
    const { outputs = [] } = input.task;
    if (!outputs.includes(input.path)) {
      const files = outputs.filter((output) => typeof output === "string" && !output.endsWith("/"));
      const known = files.length === 0 ? "which has no single file" : files.join(", ");
      throw usageError(
        "UnknownOutput",
        `inputs of ${nameOf(task)}: expected an output of ${nameOf(input.task)} (${known}), got "${input.path}"`,
      );
    }
    if (input.path.endsWith("/"))
      throw usageError(
        "OutputIsFolder",
        `inputs of ${nameOf(task)}: expected a file of ${nameOf(input.task)}, got the folder "${input.path}"`,
      );
    return [{ taskId: context.idOf(input.task), path: input.path, name: input.name }];
  });

/** Splits outputs into files and patterns. A folder becomes a pattern for every file in it. */
const outputsOf = (task: TaskPlan): Pick<ManifestTask, "outputs" | "patterns"> => {
  const outputs: string[] = [];
  const patterns: NonNullable<ManifestTask["patterns"]> = [];
  for (const output of task.outputs ?? []) {
    if (typeof output !== "string") patterns.push(checkPattern(output.pattern, output.isOptional, task));
    else if (output.endsWith("/")) {
      patterns.push({ pattern: inFolder(output), isOptional: false });
      refuse(
        "InvalidOutputPath",
        `output "${output}" of ${nameOf(task)}`,
        declaredProblem(output.slice(0, -1)),
      );
    } else outputs.push(output);
  }
  return { outputs, patterns: filled(patterns) };
};

const checkPattern = (pattern: string, isOptional: boolean, task: TaskPlan) => {
  const what = `pattern "${pattern}" of ${nameOf(task)}`;
  refuse("InvalidPattern", what, declaredProblem(pattern));
  if (!/[*?[]/.test(pattern))
    throw usageError(
      "PatternWithoutWildcard",
      `${what}: expected *, ? or [, got none`,
      "Declare it as a file, without matching().",
    );
  const own = ownFiles.find((file) => wildcardExpression(pattern).test(file));
  if (own !== undefined)
    throw usageError(
      "PatternMatchesRunnerFiles",
      `${what}: expected no match with the runner's own files, got ${own}`,
      'Write the outputs to a folder and declare it, "results/".',
    );
  if (task.name === undefined)
    throw usageError(
      "PatternNeedsTaskName",
      `${what}: expected a task with a name, got one without`,
      "Name the task: files that match are stored in a folder of that name.",
    );
  return { pattern, isOptional };
};
