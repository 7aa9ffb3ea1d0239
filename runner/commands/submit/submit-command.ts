import { Command, Option } from "commander";
import type { CommandContext } from "../../command-context.ts";
import { usageError } from "../../errors.ts";
import { parseDuration } from "../../text/duration.ts";
import type { DefineCommand } from "../program.ts";
import { outOption, type SharedFlags, withSharedOptions } from "../shared-options.ts";
import { defaultWorkload, type SubmitOptions, submit } from "./submit.ts";

export const submitCommand: DefineCommand = ({ context, taskArgs, run }) =>
  withSharedOptions(
    new Command("submit")
      .description("Run a workload: a task for each input file, results in a table and in files.")
      .usage("-- [workload] [options] [-- task arguments]")
      .argument("[workload]", `which one (default: ${defaultWorkload})`)
      .option("-i, --input <globs...>", "input files (default: those that the workload names)")
      .addOption(outOption())
      .option("--timeout <duration>", "how long to wait, such as 90s, 20m or 1h30m", "20m")
      .option("--retries <number>", "how often a failed task is tried again (default: as the workload says)")
      .option("--max-tasks <number>", "more tasks than these are taken for a mistake", "100000")
      .option("--force", "run what earlier runs have done as well")
      .option("-d, --detach", "leave as soon as the job has started")
      .option("-n, --dry-run", "show what would be done; nothing is written")
      .option("--node-price <number>", "what a node costs an hour, for the estimate of a dry run")
      .option("-y, --yes", "delete the job at the end without asking")
      .addOption(new Option("--keep-job", "keep the job without asking").conflicts("yes"))
      .addOption(
        new Option("--resume <job>", "come back to a run that was left, from any folder").conflicts([
          "onlyFailed",
          "dryRun",
          "force",
          "retries",
        ]),
      )
      .option("--only-failed <job>", "a new run of the tasks that failed in a finished one"),
  )
    .addHelpText("after", () => submitHelp(context.workloads))
    .action((workload: string | undefined, flags: SubmitFlags) =>
      run(submit(submitOptions({ workload, flags, taskArgs, workloads: context.workloads }), context)),
    );

interface SubmitFlags extends SharedFlags {
  readonly input?: string[];
  readonly out: string;
  readonly timeout: string;
  readonly retries?: string;
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
  readonly taskArgs: readonly string[];
  readonly workloads: CommandContext["workloads"];
}

const submitOptions = ({ workload, flags, taskArgs, workloads }: SubmitWords): SubmitOptions => {
  const { input = [], timeout, maxTasks, retries, nodePrice, ...rest } = flags;
  const swallowed = workload === undefined && input.find((glob) => Object.hasOwn(workloads, glob));
  if (swallowed) {
    throw usageError(
      "WorkloadAmongInputs",
      `--input takes all words that follow, and found the workload ${swallowed} among them`,
      `The workload goes first: submit ${swallowed} --input …; a file of that name: ./${swallowed}`,
    );
  }
  const own = rest.resume === undefined ? "--only-failed" : "--resume";
  const isOfAnother = rest.resume !== undefined || rest.onlyFailed !== undefined;
  if (isOfAnother && (workload !== undefined || input.length > 0 || taskArgs.length > 0)) {
    throw usageError(
      "OptionsConflict",
      `${own} takes workload, inputs and task arguments from the run, so give none of them`,
    );
  }
  const { yes = false, keepJob = false, force = false, detach = false, dryRun = false } = rest;
  return {
    ...rest,
    ...{ yes, keepJob, force, detach, dryRun, workload },
    inputs: input,
    args: taskArgs,
    timeoutMs: parseDuration(timeout, "--timeout"),
    maxTasks: wholeNumber(maxTasks, { flag: "--max-tasks", from: 1 }),
    retries: retries === undefined ? undefined : wholeNumber(retries, { flag: "--retries", from: 0 }),
    nodePrice: nodePrice === undefined ? undefined : price(nodePrice),
  };
};

const wholeNumber = (text: string, { flag, from }: { flag: string; from: number }): number => {
  if (/^\d{1,9}$/.test(text) && Number(text) >= from) return Number(text);
  throw usageError("InvalidNumber", `${flag}: expected a whole number from ${from}, found "${text}"`);
};

const price = (text: string): number => {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw usageError("InvalidNumber", `--node-price: expected a number such as 0.096, found "${text}"`);
};

/** Names only: loading the workloads would take time, and one of them may be broken. */
const submitHelp = (workloads: CommandContext["workloads"]): string => `
Workloads:
${Object.keys(workloads)
  .map((name) => `  ${name}`)
  .join("\n")}

Examples:
  npm run submit                                             the sample workload
  npm run submit -- top-words --input 'texts/**/*.txt' -- --top 5
  npx batch submit --yes --json                              in a script
  npm run submit -- --dry-run --input 'texts/*.txt'          what would be done
  npm run submit -- --detach --timeout 2d                    leave for days
  npm run submit -- --resume top-words-20261123-101500-k3x9  finish a left run

Exit codes:
  0 all tasks succeeded      2 usage or configuration    4 not finished in time
  1 internal error           3 environment not ready     100 some tasks failed
                                                         130 interrupted
`;
