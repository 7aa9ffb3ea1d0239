import { usageError } from "../errors.ts";
import { type ManifestTask, resultPath } from "../manifest/manifest.ts";
import { declaredProblem, inputProblem, nameProblem, refuse } from "../manifest/path-problems.ts";
import { filePatterns, folderOf } from "../manifest/patterns.ts";
import { type OutputClash, outputNames } from "./output-names.ts";

/** Batch's limit for the ids in `dependsOn` together, in characters [Swagger: TaskDependencies.taskIds]. */
const mostIdCharacters = 64_000;

/** A number of resource files that Azure always accepts. Other tasks fetch more with the node's Node, which containers don't have. */
const mostInputsOfContainer = 50;

/**
 * Azure limits a task's output files by their size, much like resource files, but documents no number
 * (MicrosoftDocs/azure-docs#117065). One takes about 430 characters.
 */
const mostOutputs = 64;

/**
 * Returns a function to call with each task of a run in turn. It throws a `usage` error for a task that Batch or storage would
 * refuse, or that clashes with an earlier one.
 */
export const taskCheck = (workload: string): ((task: ManifestTask) => void) => {
  const ids = new Set<string>();
  const outputs = outputNames();
  const names = outputNames();
  return (task) => {
    if (ids.has(task.id))
      throw usageError(
        "DuplicateTask",
        `plan() of workload ${workload} returned the same task twice: ${task.id}`,
      );
    ids.add(task.id);
    checkName(task, names);
    checkInputs(task);
    checkDependencies(task);
    checkOutputs(task);
    for (const folder of ownFolders(task)) refuseClash(outputs.reserve(folder, task.id));
    for (const output of task.outputs) {
      refuse("InvalidOutputPath", `output "${output}" of task ${task.id}`, declaredProblem(output));
      refuseClash(outputs.add(resultPath(task, output), task.id));
    }
  };
};

const refuseClash = (clash: OutputClash | undefined): void => {
  if (clash !== undefined)
    throw usageError(
      clash.code,
      clash.message,
      "Name the tasks: the results of a named task are in a folder of that name.",
    );
};

const checkName = ({ name }: ManifestTask, names: ReturnType<typeof outputNames>): void => {
  if (name === undefined) return;
  refuse("InvalidTaskName", `task name "${name}"`, nameProblem(name));
  if (names.add(name) !== undefined)
    throw usageError("DuplicateTaskName", `two tasks have the name "${name}", ignoring case`);
};

const checkInputs = (task: ManifestTask): void => {
  const { id, inputs, results = [], image } = task;
  const count = inputs.length + results.length;
  if (image !== undefined && count > mostInputsOfContainer)
    throw usageError(
      "TooManyInputs",
      `inputs of task ${id}: expected at most ${mostInputsOfContainer}, because it has an image, got ${count}`,
      "Pack them into archives, for example in a task without an image.",
    );
  const names = new Set<string>();
  for (const { name } of [...inputs, ...results]) {
    refuse("InvalidInputName", `input "${name}"`, inputProblem(name));
    if (names.has(name))
      throw usageError(
        "DuplicateInput",
        `inputs of task ${id}: expected different names, got "${name}" twice`,
      );
    names.add(name);
  }
};

const checkDependencies = (task: ManifestTask): void => {
  const { after = [] } = task;
  const characters = after.reduce((sum, { length }) => sum + length, 0);
  if (characters <= mostIdCharacters) return;
  throw usageError(
    "TooManyDependencies",
    `dependencies of task ${task.id}: expected ids of at most ${mostIdCharacters} characters together, got ${characters} in ${after.length} tasks`,
    "Return ...mergeOf(tasks, { command, outputs }): it waits for any number of tasks.",
  );
};

const checkOutputs = ({ id, outputs, patterns = [] }: ManifestTask): void => {
  const twice = outputs.find((output, i) => outputs.indexOf(output) !== i);
  if (twice !== undefined)
    throw usageError(
      "DuplicateOutput",
      `outputs of task ${id}: expected different paths, got "${twice}" twice`,
    );
  const count = outputs.length + patterns.flatMap(({ pattern }) => filePatterns(pattern)).length;
  if (count > mostOutputs)
    throw usageError(
      "TooManyOutputs",
      `outputs of task ${id}: expected at most ${mostOutputs} (a folder counts as 4), got ${count}`,
      'Declare one folder that contains them, "results/", or a pattern, matching("*.png").',
    );
};

/** Returns the outermost folders that receive files of unknown names, where no other task may write. */
const ownFolders = ({ name, patterns = [] }: ManifestTask): string[] => {
  // A pattern can match anywhere in its task's folder.
  if (name !== undefined) return patterns.length > 0 ? [name] : [];
  const folders = new Set(patterns.flatMap(({ pattern }) => folderOf(pattern) ?? []));
  return [...folders].filter((folder) => !folders.values().some((other) => folder.startsWith(`${other}/`)));
};
