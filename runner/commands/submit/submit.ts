import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, usageError } from "../../errors.ts";
import { type SubmitOptions, submitRun } from "../../run/submit-run.ts";
import { wholeNumber } from "../shared-options.ts";
import { chooseWorkload } from "./choose-workload.ts";
import { dryRun } from "./dry-run.ts";
import { parseRunOptions, type StartFlags } from "./submit-options.ts";

export interface SubmitFlags extends StartFlags {
  readonly input?: readonly string[];
  readonly retries?: string;
  readonly maxTasks: string;
  readonly detach?: boolean;
  readonly dryRun?: boolean;
  /** `true` without a value. */
  readonly resume?: string | true;
  readonly onlyFailed?: string | true;
}

interface SubmitWords {
  readonly workload: string | undefined;
  readonly flags: SubmitFlags;
  /** The words after `--`. */
  readonly taskArgs: readonly string[];
}

/** Runs, resumes or previews what the words of a command line ask for. */
export const submit = async (words: SubmitWords, processContext: CommandContext): Promise<ExitCode> => {
  const { flags } = words;
  refuseSwallowedWorkload(words, processContext);
  const { source, context } = await sourceOf(words, processContext);
  const { retries, detach = false } = flags;
  const options = {
    ...parseRunOptions(flags),
    retries: retries === undefined ? undefined : wholeNumber(retries, { flag: "--retries", from: 0 }),
  };
  // Commander refuses --resume with --dry-run.
  return flags.dryRun && source.kind !== "resume"
    ? dryRun({ ...options, source, detach }, context)
    : submitRun({ ...options, source, detach }, context);
};

const refuseSwallowedWorkload = (
  { workload, flags: { input = [] } }: SubmitWords,
  { workloads }: CommandContext,
): void => {
  const swallowed = workload === undefined && input.find((glob) => Object.hasOwn(workloads, glob));
  if (!swallowed) return;
  throw usageError(
    "WorkloadAmongInputs",
    `--input: expected files, got the workload ${swallowed}`,
    `Put the workload first: submit ${swallowed} --input …; if it is a file, write ./${swallowed}`,
  );
};

/** The run to start, and the context that finds its workload. */
interface Chosen {
  readonly source: SubmitOptions["source"];
  readonly context: CommandContext;
}

const sourceOf = async (
  { workload, flags, taskArgs }: SubmitWords,
  context: CommandContext,
): Promise<Chosen> => {
  const { input: inputs = [], resume, onlyFailed } = flags;
  const maxTasks = wholeNumber(flags.maxTasks, { flag: "--max-tasks", from: 1 });
  const word = resume ?? onlyFailed;
  if (word === undefined) {
    const chosen = await chooseWorkload(workload, context);
    const source = { kind: "workload", workload: chosen.name, inputs, args: taskArgs, maxTasks } as const;
    return { source, context: { ...context, workloadFile: chosen.file } };
  }
  // Of `submit my-stats --resume`, the newest run of the workload is meant.
  const job = word === true ? workload : word;
  const isOther = workload !== undefined && word !== true;
  if (isOther || inputs.length > 0 || taskArgs.length > 0 || flags.requirements !== undefined)
    throw usageError(
      "OptionsConflict",
      `${resume === undefined ? "--only-failed" : "--resume"}: expected no other workload, inputs, requirements or task arguments; they are those of the run`,
    );
  return { source: { kind: resume === undefined ? "only-failed" : "resume", job }, context };
};
