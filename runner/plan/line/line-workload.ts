import {
  fill,
  fillName,
  fillPath,
  fillPattern,
  inputsByPath,
  type RowValues,
  rowValues,
  type TaskValues,
} from "../../../task/fill.ts";
import { mergeOf } from "../../../task/merge.ts";
import { type InputFile, matching, type TaskPlan, type Workload } from "../../../task/workload.ts";
import { usageError } from "../../errors.ts";
import { readable } from "../../text/escape-controls.ts";
import { argumentOf } from "./compile-command.ts";
import { redirectedOutput } from "./complete-command.ts";
import { isFolder, isPattern, type Line, type OutputTemplate, type Table } from "./line.ts";

/** Puts links to the shipped files into a task's working directory, under the names that the command uses. */
const linkShipped = 'cp -rsf "$WORKLOAD_DIR/." .';

/** Returns the bash script of a command, which finds shipped files in the working directory. */
export const scriptOf = (script: string, hasShipped: boolean): string =>
  hasShipped ? `${linkShipped}\n${script}` : script;

/** Returns the workload that a command line describes. */
export const lineWorkload = (line: Line, { hasShipped }: { readonly hasShipped: boolean }): Workload => {
  const { compiled, source, settings, env } = line;
  const constants = env.filter(([, template]) => isConstant(template));
  return {
    description: line.command,
    command: scriptOf(compiled.script, hasShipped),
    inputs: inputsOf(line),
    ...(source.kind === "count" ? {} : { inputFolder: "." }),
    ...settings,
    ...(constants.length > 0 ? { env: Object.fromEntries(constants.map(filledConstant)) } : {}),
    plan: function* ({ inputs }) {
      const tasks = checkedTasks(line, tasksOf(line, inputs));
      const { merge, compiledMerge } = line;
      if (merge === undefined || compiledMerge === undefined) yield* tasks;
      else {
        const all = [...tasks];
        const outputs = merge.outputs.map((output) => declaredOutput(output, { index: 0 }));
        // First in the results table. The planner finds the order of dependent tasks.
        yield* mergeOf(all, { command: scriptOf(compiledMerge.script, hasShipped), outputs });
        yield* all;
      }
    },
  };
};

/** Whether a variable has the same value in all tasks. */
export const isConstant = (template: string): boolean => {
  try {
    fill(template, { index: Number.NaN });
    return !/\{(#|index)\}/.test(template);
  } catch {
    return false;
  }
};

const filledConstant = ([name, template]: readonly [string, string]): [string, string] => [
  name,
  fill(template, { index: 0 }),
];

/** Returns the globs of a command line's input files. */
export const inputsOf = ({ source }: Line): string[] | undefined => {
  if (source.kind === "files") return [...source.globs];
  return source.kind === "rows" && source.table.fileColumns.length > 0
    ? [...new Set(filesOfTable(source.table))]
    : undefined;
};

const filesOfTable = ({ rows, fileColumns }: Table): string[] =>
  rows.flatMap((row) => fileColumns.map((column) => row[column] ?? "")).filter((cell) => cell !== "");

interface PlannedTask {
  readonly plan: TaskPlan;
  readonly values: TaskValues;
}

const tasksOf = function* (line: Line, inputs: readonly InputFile[]): Generator<PlannedTask> {
  for (const { files, values } of itemsOf(line, inputs)) yield { plan: taskOf(line, values, files), values };
};

const itemsOf = function* ({ source }: Line, inputs: readonly InputFile[]): Generator<RowValues> {
  if (source.kind === "files") {
    for (const [index, file] of inputs.entries()) yield { files: [file], values: { file: file.name, index } };
  } else if (source.kind === "count") {
    for (let index = 0; index < source.count; index += 1) yield { files: [], values: { index } };
  } else {
    const { rows, fileColumns } = source.table;
    const fileAt = inputsByPath(inputs);
    for (const [index, row] of rows.entries()) yield rowValues(row, index, { columns: fileColumns, fileAt });
  }
};

const taskOf = (line: Line, values: TaskValues, files: readonly InputFile[]): TaskPlan => {
  const { compiled, outputs, env, nameTemplate } = line;
  const own = env.filter(([, template]) => !isConstant(template));
  return {
    ...(nameTemplate === undefined ? {} : { name: fillName(nameTemplate, values) }),
    inputs: files,
    args: compiled.args.map((arg) => argumentOf(arg, values)),
    outputs: outputs.map((output) => declaredOutput(output, values)),
    ...(own.length > 0
      ? { env: Object.fromEntries(own.map(([name, template]) => [name, fill(template, values)])) }
      : {}),
  };
};

const declaredOutput = (
  output: OutputTemplate,
  values: TaskValues,
): NonNullable<TaskPlan["outputs"]>[number] => {
  const { template, isOptional } = output;
  if (isPattern(output) && !isFolder(output)) return matching(fillPattern(template, values), { isOptional });
  return fillPath(template, values);
};

/** Yields the tasks and refuses those that a command line can't tell apart, in its own words. */
const checkedTasks = function* (line: Line, planned: Iterable<PlannedTask>): Generator<TaskPlan> {
  const outputs = new Map<string, TaskValues>();
  const seen = new Map<string, TaskValues>();
  const redirected = redirectedOutput(line.command)?.template;
  for (const { plan, values } of planned) {
    refuseOwnInput(line, plan, redirected);
    if (line.source.kind !== "files") {
      const key = JSON.stringify([
        plan.args,
        plan.inputs?.map((input) => input.name),
        plan.env,
        plan.outputs,
      ]);
      const same = seen.get(key);
      if (same !== undefined) throw sameTask(line, same, values);
      seen.set(key, values);
    }
    if (plan.name === undefined)
      for (const [i, output] of (plan.outputs ?? []).entries()) {
        if (typeof output !== "string") continue;
        const other = outputs.get(output);
        if (other !== undefined && other !== values) throw sameOutput(line, i, output, [other, values]);
        outputs.set(output, values);
      }
    yield plan;
  }
};

/** Bash would empty the input before the command reads it. A program may replace its input, as `sed -i` does. */
const refuseOwnInput = (
  { outputs, source }: Line,
  { inputs = [], outputs: written = [] }: TaskPlan,
  redirected: string | undefined,
): void => {
  const own = written.find(
    (output, i) => outputs[i]?.template === redirected && inputs.some(({ name }) => name === output),
  );
  if (own === undefined) return;
  throw usageError(
    "OutputClash",
    `command: > ${redirected} would replace the task's input ${readable(String(own))}`,
    source.kind === "files" ? "Redirect to another name, such as > {}.out" : "Redirect to another name.",
  );
};

const sameTask = ({ source }: Line, one: TaskValues, other: TaskValues): Error =>
  source.kind === "rows"
    ? usageError(
        "DuplicateTask",
        `${readable(source.table.name)}: rows ${one.index + 1} and ${other.index + 1} make the same task`,
        "Use the columns that differ, or {index} for the number of the row, in the command or in --env.",
      )
    : usageError(
        "DuplicateTask",
        `--count: all tasks would do the same`,
        "Use {index}, the task's number from 0, in the command, or pass it as a variable: --env SEED={index}",
      );

const sameOutput = (
  { outputs, source }: Line,
  i: number,
  output: string,
  [one, other]: readonly [TaskValues, TaskValues],
): Error => {
  const label = ({ file, index }: TaskValues): string =>
    source.kind === "files"
      ? readable(file ?? "")
      : `${source.kind === "rows" ? "row" : "task"} ${index + 1}`;
  return usageError(
    "OutputClash",
    `--output ${outputs[i]?.template}: ${label(one)} and ${label(other)} would both write ${readable(output)}`,
    source.kind === "files"
      ? `Use {}, the whole path, in --output, such as '{}.out'; or pass --task-name for a folder for each task.`
      : `Use {index} or more columns in --output; or pass --task-name for a folder for each task.`,
  );
};
