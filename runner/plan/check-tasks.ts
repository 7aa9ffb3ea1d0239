import { usageError } from "../errors.ts";
import { type ManifestTask, resultPath } from "../manifest/manifest.ts";
import { declaredProblem, inputProblem, nameProblem, refuse } from "../manifest/paths.ts";
import { filePatterns, folderOf } from "../manifest/patterns.ts";
import { type OutputClash, outputNames } from "./output-names.ts";

/** What Batch takes of `dependsOn`: ids of so many characters together [Swagger: TaskDependencies.taskIds]. */
const mostIdCharacters = 64_000;

/** What Azure surely takes as resource files. Other tasks fetch what is more with the node's own Node, which no container has. */
const mostInputsOfContainer = 50;

/** Azure limits output files much as resource files, nowhere with a number (MicrosoftDocs/azure-docs#117065); one takes some 430 characters. */
const mostOutputs = 64;

/** Is called with each task of a workload in turn, and refuses one that Batch, storage or the run's folder could not have as well. */
export const taskCheck = (workload: string): ((task: ManifestTask) => void) => {
  const ids = new Set<string>();
  const outputs = outputNames();
  const names = outputNames();
  return (task) => {
    if (ids.has(task.id))
      throw usageError("DuplicateTask", `workload ${workload} planned the same task twice: ${task.id}`);
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
      "Give a task a name: its results are in a folder of that name.",
    );
};

const checkName = ({ name }: ManifestTask, names: ReturnType<typeof outputNames>): void => {
  if (name === undefined) return;
  refuse("InvalidTaskName", `the name "${name}" of a task`, nameProblem(name));
  if (names.add(name) !== undefined)
    throw usageError(
      "DuplicateTaskName",
      `two tasks are called "${name}", or differ in capitals only; a task's name is its own`,
    );
};

/** Where two inputs can't be one file. */
const checkInputs = (task: ManifestTask): void => {
  const { id, inputs, results = [], image } = task;
  const count = inputs.length + results.length;
  if (image !== undefined && count > mostInputsOfContainer)
    throw usageError(
      "TooManyInputs",
      `task ${id} has ${count} inputs, more than the ${mostInputsOfContainer} of a task with an image`,
      "Put them into archives, or let a task without an image do so.",
    );
  const names = new Set<string>();
  for (const { name } of [...inputs, ...results]) {
    refuse("InvalidInputName", `input "${name}"`, inputProblem(name));
    if (names.has(name)) throw usageError("DuplicateInput", `task ${id} has two inputs "${name}"`);
    names.add(name);
  }
};

const checkDependencies = (task: ManifestTask): void => {
  const { after = [] } = task;
  const characters = after.reduce((sum, { length }) => sum + length, 0);
  if (characters <= mostIdCharacters) return;
  throw usageError(
    "TooManyDependencies",
    `task ${task.id} comes after ${after.length} tasks, whose ids are longer than the ${mostIdCharacters} characters that Batch takes`,
    "Merge in two steps: tasks that each merge some hundred, and one that merges theirs.",
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
      `outputs of task ${id}: expected at most ${mostOutputs}, where a folder counts as 4, got ${count}`,
      'Declare one folder that holds them, "results/", or a pattern, matching("*.png").',
    );
};

/** The outermost folders of the run's folder that take files of unknown names, where no other task may write. */
const ownFolders = ({ name, patterns = [] }: ManifestTask): string[] => {
  // A pattern may match anywhere in the folder of its task.
  if (name !== undefined) return patterns.length > 0 ? [name] : [];
  const folders = new Set(patterns.flatMap(({ pattern }) => folderOf(pattern) ?? []));
  return [...folders].filter((folder) => !folders.values().some((other) => folder.startsWith(`${other}/`)));
};
