import { basename, extname } from "node:path";
import { CommanderError } from "commander";
import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, usageError } from "../../errors.ts";
import type { ManifestTask } from "../../manifest/manifest.ts";
import { checkSyntax } from "../../plan/line/check-syntax.ts";
import { commandWords } from "../../plan/line/command-words.ts";
import { withInterpreter } from "../../plan/line/complete-command.ts";
import { findPrograms, firstScript } from "../../plan/line/find-programs.ts";
import { compileLine, type Line } from "../../plan/line/line.ts";
import { lineWorkload } from "../../plan/line/line-workload.ts";
import type { Shipped } from "../../plan/line/shipped.ts";
import { submitRun } from "../../run/submit-run.ts";
import { plural } from "../../text/amounts.ts";
import { visible } from "../../text/visible.ts";
import { wholeNumber } from "../shared-options.ts";
import { dryRun } from "../submit/dry-run.ts";
import { parseRunOptions } from "../submit/submit-options.ts";
import { lineOptions } from "./line-options.ts";
import { shippedText } from "./line-text.ts";
import { runAgain } from "./run-again.ts";
import type { LineFlags, RunFlags } from "./run-flags.ts";
import { saveLine } from "./save-line.ts";
import { scriptOptions } from "./script-options.ts";

export interface RunWords {
  readonly command: string;
  /** Globs, names of files, or `-`. */
  readonly inputs: readonly string[];
  readonly flags: RunFlags;
  /** Parses options that a script contains. */
  readonly parseOptions: (words: readonly string[]) => {
    readonly flags: Partial<LineFlags>;
    readonly inputs: readonly string[];
  };
}

/** Runs, previews or saves the workload that a command line describes. */
export const run = async (words: RunWords, context: CommandContext): Promise<ExitCode> => {
  refuseOutputs(words.flags);
  const { inputs, flags } = await withScriptOptions(words, context.cwd);
  const line = compileLine(await lineOptions({ ...words, inputs, flags }, context));
  const { compiled, compiledMerge } = line;
  await checkSyntax(compiled.script, { where: "command", env: context.env });
  if (compiledMerge !== undefined)
    await checkSyntax(compiledMerge.script, { where: "--then", env: context.env });
  const shipped = await shippedWith(line, flags, context.cwd);
  const name = flags.name ?? nameOf(line, shipped);
  if (flags.save !== undefined) {
    const { save, requirements } = flags;
    return saveLine({ line, shipped, name: save, requirements }, context);
  }
  const workload = lineWorkload(line, { hasShipped: shipped.length > 0 });
  const declared = { workload, shipped, line: line.command };
  const maxTasks = wholeNumber(flags.maxTasks, { flag: "--max-tasks", from: 1 });
  const source = {
    kind: "workload" as const,
    workload: name,
    declared,
    inputs: [],
    args: [],
    maxTasks,
    again: runAgain(words),
  };
  const options = { ...parseRunOptions(flags), source, detach: flags.detach ?? false };
  const { terminal } = context;
  if (flags.dryRun) {
    const text = (task: ManifestTask): string => taskText(line, task);
    if (!flags.json) terminal.stdout.write(`${visible(shippedText(line, shipped))}\n`);
    return dryRun({ ...options, taskText: text }, context);
  }
  terminal.stderr.write(`${visible(shippedText(line, shipped))}\n`);
  return submitRun(options, context);
};

/** `--outputs` is the file of a stack's outputs, and easily mistaken for `--output`. */
const refuseOutputs = ({ outputs }: RunFlags): void => {
  if (outputs === undefined || !/[{}*]|\/$/.test(outputs)) return;
  throw usageError(
    "OptionsConflict",
    `--outputs: expected a file with a stack's outputs, got "${outputs}"; did you mean --output?`,
  );
};

/** Adds the options that the command's script contains. Those of the command line are preferred. */
const withScriptOptions = async (
  words: RunWords,
  cwd: string,
): Promise<Pick<RunWords, "inputs" | "flags">> => {
  const command = await withInterpreter(words.command, cwd);
  const script = await firstScript(command, cwd);
  const found = script === undefined ? [] : await scriptOptions(script);
  if (script === undefined || found.length === 0) return words;
  try {
    const { flags, inputs } = words.parseOptions(found);
    const hasSource =
      words.inputs.length > 0 || words.flags.tasks !== undefined || words.flags.count !== undefined;
    const { tasks, count, env = [], files = [], ...others } = flags;
    return {
      inputs: hasSource ? words.inputs : inputs,
      flags: {
        ...others,
        ...(hasSource ? {} : { tasks, count }),
        ...words.flags,
        // A later variable of the same name replaces an earlier one.
        env: [...env, ...(words.flags.env ?? [])],
        files: [...files, ...(words.flags.files ?? [])],
      },
    };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const message = error.message
      .replace(/^error: /, "")
      .replace(/\n\(Did you mean (.+)\?\)/, "; did you mean $1?");
    throw usageError("InvalidScriptOption", `${script.name}: #BATCH ${found.join(" ")}: ${message}`);
  }
};

const shippedWith = (line: Line, { files = [] }: LineFlags, cwd: string): Promise<Shipped[]> => {
  const { command, merge, outputs } = line;
  const declared = [...outputs, ...(merge?.outputs ?? [])].map(({ template }) => template);
  return findPrograms({
    commands: [command, ...(merge === undefined ? [] : [merge.command])],
    cwd,
    files,
    isOutput: (path) => declared.some((template) => template === path || `${path}/` === template),
  });
};

/** Returns the name of a run: that of its first script or program. */
const nameOf = ({ command }: Line, shipped: readonly Shipped[]): string => {
  const words = commandWords(command);
  const script = words.find(({ text }) => shipped.some(({ name }) => text === name || text === `./${name}`));
  const text = (script ?? words.find(({ role }) => role === "program"))?.text ?? "run";
  const name = basename(text, extname(text));
  return /^(for|case|select|\W*)$/.test(name) ? "run" : name;
};

/** Returns a task's command as it will run. */
const taskText = ({ compiled, merge }: Line, { command, args, after = [] }: ManifestTask): string => {
  if (command === undefined) return compiled.shown(args);
  return command === ":"
    ? `(waits for ${plural(after.length, "task")})`
    : `${merge?.command} (${plural(args.length, "output")})`;
};
