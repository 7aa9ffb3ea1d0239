import type { TaskPlan, Workload } from "../../task/workload.ts";
import { usageError } from "../errors.ts";
import type { ManifestInput, ManifestTask } from "../manifest/manifest.ts";
import { declaredProblem, refuse } from "../manifest/paths.ts";
import { inFolder } from "../manifest/patterns.ts";
import { ownFiles } from "../manifest/reserved-names.ts";
import { wildcardExpression } from "../manifest/wildcards.ts";
import { settingsOf } from "./task-settings.ts";

export interface PlanContext {
  /** Of the workload. */
  readonly name: string;
  readonly workload: Workload;
  readonly inputs: ReadonlyMap<string, ManifestInput>;
  /** Of a task of the plan that this one waits for. */
  readonly idOf: (task: TaskPlan) => string;
  readonly maxRetries: number | undefined;
}

/** A task of a workload's plan as one of the manifest, but for its id. */
export const planTask = (task: TaskPlan, context: PlanContext): Omit<ManifestTask, "id"> => {
  const what = nameOf(task);
  const { workload, maxRetries, idOf } = context;
  return {
    name: task.name,
    inputs: inputsOf(task, context),
    results: filled(resultsOf(task, context)),
    args: (task.args ?? []).map(String),
    ...outputsOf(task),
    after: filled([...new Set(upstream(task).map(idOf))]),
    ifFails: task.ifFails === "continue" ? "continue" : undefined,
    command: task.command,
    ...settingsOf(task, workload, { what, maxRetries }),
  };
};

/** The tasks that this one waits for, each as often as it is mentioned. */
export const upstream = ({ after = [], inputs = [] }: TaskPlan): TaskPlan[] => [
  ...after,
  ...inputs.flatMap((input) => ("task" in input ? [input.task] : [])),
];

/** What a message calls the task. */
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
        `workload ${name} planned a task on "${input.name}", which is no input of this run`,
      );
    // Where a file lies on this machine is no part of a task.
    const { size, sha256, stored } = found;
    return [{ name: found.name, size, sha256, ...(stored && { stored }) }];
  });

const resultsOf = (task: TaskPlan, context: PlanContext): NonNullable<ManifestTask["results"]> =>
  (task.inputs ?? []).flatMap((input) => {
    if (!("task" in input)) return [];
    const { outputs = [] } = input.task;
    if (!outputs.includes(input.path)) {
      const files = outputs.filter((output) => typeof output === "string" && !output.endsWith("/"));
      const has = files.length === 0 ? "no single file" : files.join(", ");
      throw usageError(
        "UnknownOutput",
        `${nameOf(task)} wants "${input.path}" of ${nameOf(input.task)}, whose outputs have ${has}`,
      );
    }
    if (input.path.endsWith("/"))
      throw usageError(
        "OutputIsFolder",
        `${nameOf(task)} wants "${input.path}" of ${nameOf(input.task)}: expected a file, found a folder`,
      );
    return [{ taskId: context.idOf(input.task), path: input.path, name: input.name }];
  });

/** A folder is a pattern too: any files in it. */
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
      `${what} has no *, ? or [: name it as it is, without matching()`,
    );
  const own = ownFiles.find((file) => wildcardExpression(pattern).test(file));
  if (own !== undefined)
    throw usageError(
      "PatternMatchesRunnerFiles",
      `${what}: expected a pattern that leaves out the runner's own files, got one that matches ${own}`,
      'Write the outputs into a folder and name it, "results/".',
    );
  if (task.name === undefined)
    throw usageError(
      "PatternNeedsTaskName",
      `${what} needs the task to have a name: what matches lies in a folder of that name`,
    );
  return { pattern, isOptional };
};
