import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, usageError } from "../../errors.ts";
import { parseMaxFails } from "../../manifest/max-fails.ts";
import { type SubmitOptions, submitRun } from "../../run/submit-run.ts";
import { parseDuration } from "../../text/duration.ts";
import { type SharedFlags, wholeNumber } from "../shared-options.ts";
import { dryRun } from "./dry-run.ts";

export const defaultWorkload = "top-words";

export interface SubmitFlags extends SharedFlags {
  readonly input?: readonly string[];
  readonly out: string;
  readonly timeout: string;
  readonly retries?: string;
  readonly requirements?: string;
  readonly refreshRequirements?: boolean;
  readonly maxFails?: string;
  readonly maxTasks: string;
  readonly force?: boolean;
  readonly detach?: boolean;
  readonly dryRun?: boolean;
  readonly nodePrice?: string;
  readonly yes?: boolean;
  readonly keepJob?: boolean;
  readonly resume?: string;
  readonly onlyFailed?: string;
}

interface SubmitWords {
  readonly workload: string | undefined;
  readonly flags: SubmitFlags;
  /** The words after `--`. */
  readonly taskArgs: readonly string[];
}

/** Runs, resumes or previews what the words of a command line ask for. */
export const submit = (words: SubmitWords, context: CommandContext): Promise<ExitCode> => {
  const { flags } = words;
  refuseSwallowedWorkload(words, context);
  const source = sourceOf(words);
  const { stack, outputs, local, json, out, yes = false, keepJob = false, force = false } = flags;
  const { timeout, retries, maxFails, nodePrice, detach = false } = flags;
  const { requirements, refreshRequirements } = flags;
  const options = {
    ...{ stack, outputs, local, json, out, yes, keepJob, force },
    ...{ requirements, refreshRequirements },
    timeoutMs: parseDuration(timeout, "--timeout"),
    retries: retries === undefined ? undefined : wholeNumber(retries, { flag: "--retries", from: 0 }),
    maxFails: maxFails === undefined ? undefined : parseMaxFails(maxFails, "--max-fails"),
  };
  const price = nodePrice === undefined ? undefined : parsePrice(nodePrice);
  // Commander refuses --resume with --dry-run.
  return flags.dryRun && source.kind !== "resume"
    ? dryRun({ ...options, source, nodePrice: price }, context)
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

const sourceOf = ({ workload, flags, taskArgs }: SubmitWords): SubmitOptions["source"] => {
  const { input: inputs = [], resume, onlyFailed } = flags;
  const maxTasks = wholeNumber(flags.maxTasks, { flag: "--max-tasks", from: 1 });
  const jobId = resume ?? onlyFailed;
  if (jobId === undefined)
    return { kind: "workload", workload: workload ?? defaultWorkload, inputs, args: taskArgs, maxTasks };
  if (workload !== undefined || inputs.length > 0 || taskArgs.length > 0 || flags.requirements !== undefined)
    throw usageError(
      "OptionsConflict",
      `${resume === undefined ? "--only-failed" : "--resume"}: expected no workload, inputs, requirements or task arguments; they are those of the run`,
    );
  return { kind: resume === undefined ? "only-failed" : "resume", jobId };
};

const parsePrice = (text: string): number => {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw usageError("InvalidNumber", `--node-price: expected a number such as 0.096, got "${text}"`);
};
