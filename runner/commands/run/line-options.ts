import type { CommandContext } from "../../command-context.ts";
import { usageError } from "../../errors.ts";
import { redirectedOutput, withInput, withInterpreter } from "../../plan/line/complete-command.ts";
import {
  isFolder,
  isPattern,
  type LineOptions,
  type OutputTemplate,
  type TaskSource,
} from "../../plan/line/line.ts";
import { readNames, readTable } from "../../plan/line/read-table.ts";
import { parseDuration } from "../../text/duration.ts";
import { readable } from "../../text/escape-controls.ts";
import { wholeNumber } from "../shared-options.ts";
import type { LineFlags } from "./run-flags.ts";

interface LineWords {
  readonly command: string;
  readonly inputs: readonly string[];
  readonly flags: LineFlags;
}

/**
 * Returns what the words of a command line describe, with the table of `--tasks` read.
 *
 * @throws RunnerError `usage` for options that don't fit together or have invalid values.
 */
export const lineOptions = async (words: LineWords, context: CommandContext): Promise<LineOptions> => {
  const { flags } = words;
  refuseUnquoted(words);
  const source = await sourceOf(words, context);
  const env = (flags.env ?? []).map(variableOf);
  const named = await withInterpreter(words.command, context.cwd);
  const command = source.kind === "files" ? withInput(named) : named;
  const given = outputsOf(flags.output, flags.optionalOutput);
  const outputs = given.length > 0 ? given : [redirectedOutput(command) ?? []].flat();
  const merge = await mergeOf(flags, context.cwd);
  if (merge !== undefined) refuseEmptyMerge(outputs);
  return {
    command,
    source,
    env,
    outputs,
    taskName: flags.taskName,
    merge,
    settings: settingsOf(flags),
  };
};

/** An unquoted command's words are inputs: `run python3 stats.py {} texts/*.txt`. */
const refuseUnquoted = ({ command, inputs }: LineWords): void => {
  if (command.trim() === "")
    throw usageError("CommandRequired", 'run: expected a command, got ""', "For example: 'wc -w {}'");
  const word = inputs.find((input) => /^\{[^{}]*\}/.test(input));
  if (word === undefined) return;
  throw usageError(
    "CommandNotQuoted",
    `run: expected the command in quotes, got ${readable(word)} among the inputs`,
    `For example: npx azbatch run '${command} ${word}' 'texts/*.txt'`,
  );
};

const sourceOf = async ({ inputs, flags }: LineWords, context: CommandContext): Promise<TaskSource> => {
  const { tasks, count, inputColumn = [], delimiter, encoding } = flags;
  const given = [inputs.length > 0 && "input files", tasks && "--tasks", count && "--count"].filter(Boolean);
  if (given.length > 1)
    throw usageError(
      "OptionsConflict",
      `run: expected one of input files, --tasks and --count, got ${given.join(" and ")}`,
      "For rows with files, name the files in a column and pass --input-column <name>.",
    );
  if (tasks === undefined && (inputColumn.length > 0 || delimiter || encoding))
    throw usageError("OptionsConflict", "--input-column, --delimiter and --encoding need --tasks");
  if (tasks !== undefined) {
    const table = { path: tasks, delimiter: unescaped(delimiter), encoding, fileColumns: inputColumn };
    return { kind: "rows", table: await readTable(table, context) };
  }
  if (count !== undefined) return { kind: "count", count: wholeNumber(count, { flag: "--count", from: 1 }) };
  if (inputs.length === 0)
    throw usageError(
      "InputsRequired",
      "run: expected input files, --tasks or --count, got none",
      "For example: npx azbatch run 'wc -w {}' 'texts/*.txt'. A single task: --count 1",
    );
  if (!inputs.includes("-")) return { kind: "files", globs: inputs };
  const names = await readNames(context.stdin);
  return { kind: "files", globs: [...inputs.filter((input) => input !== "-"), ...names] };
};

/** Shells pass a tab only as $'\t', so accept the two characters too. */
const unescaped = (delimiter: string | undefined): string | undefined =>
  delimiter === "\\t" || delimiter === "tab" ? "\t" : delimiter;

const variableOf = (text: string): readonly [string, string] => {
  const end = text.indexOf("=");
  if (end > 0) return [text.slice(0, end), text.slice(end + 1)];
  throw usageError("InvalidVariable", `--env: expected NAME=value, got "${readable(text)}"`);
};

const outputsOf = (
  required: readonly string[] = [],
  optional: readonly string[] = [],
  flag = "--optional-output",
): OutputTemplate[] => [
  ...required.map((template) => ({ template, isOptional: false })),
  ...optional.map((template) => {
    const output = { template, isOptional: true };
    if (isPattern(output) && !isFolder(output)) return output;
    throw usageError(
      "PatternWithoutWildcard",
      `${flag} ${readable(template)}: expected a pattern with *, ? or [, got none`,
    );
  }),
];

const mergeOf = async ({ then, thenOutput = [] }: LineFlags, cwd: string): Promise<LineOptions["merge"]> => {
  if (then === undefined && thenOutput.length > 0)
    throw usageError("OptionsConflict", "--then-output needs --then");
  if (then === undefined) return undefined;
  const command = await withInterpreter(then, cwd);
  const given = outputsOf(thenOutput);
  const outputs = given.length > 0 ? given : [redirectedOutput(command) ?? []].flat();
  if (outputs.length === 0)
    throw usageError(
      "OutputRequired",
      "--then: expected a command that redirects to a file, or --then-output, got neither",
      "For example: --then 'cat {outputs} > all.csv'",
    );
  return { command, outputs };
};

const refuseEmptyMerge = (outputs: readonly OutputTemplate[]): void => {
  if (outputs.some((output) => !isFolder(output) && !isPattern(output))) return;
  const got = outputs.length === 0 ? "none" : outputs.map(({ template }) => template).join(", ");
  throw usageError(
    "NothingToMerge",
    `--then: expected outputs that are files, got ${got}`,
    outputs.length === 0
      ? "Declare the file that a task writes, such as --output '{}.json'."
      : "The files of a folder or a pattern aren't known before the tasks run. Write one file, such as a tar archive.",
  );
};

const settingsOf = ({ taskTimeout, retries, slots, image }: LineFlags): LineOptions["settings"] => {
  if (taskTimeout !== undefined) parseDuration(taskTimeout, "--task-timeout");
  return {
    timeout: taskTimeout,
    retries: retries === undefined ? undefined : wholeNumber(retries, { flag: "--retries", from: 0 }),
    slots: slots === undefined ? undefined : wholeNumber(slots, { flag: "--slots", from: 1 }),
    image,
  };
};
