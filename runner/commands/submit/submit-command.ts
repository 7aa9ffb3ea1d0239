import { Command, Option } from "commander";
import type { CommandContext } from "../../command-context.ts";
import type { DefineCommand } from "../define-command.ts";
import {
  maxCostOption,
  maxFailsOption,
  maxTasksOption,
  outOption,
  timeoutOption,
  withPriceOptions,
  withSharedOptions,
} from "../shared-options.ts";
import { defaultWorkload } from "./choose-workload.ts";
import { type SubmitFlags, submit } from "./submit.ts";

export const submitCommand: DefineCommand = ({ context, taskArgs, run }) =>
  withSharedOptions(
    withPriceOptions(
      new Command("submit")
        .description("Run a workload over input files and download the results.")
        .usage("[workload] [options] [task arguments]")
        .argument("[workload]", workloadHelp(context))
        .option("-i, --input <globs...>", "input files (default: those of the workload)")
        .addOption(outOption())
        .addOption(timeoutOption("20m"))
        .option("--retries <number>", "retries of a failed task (default: those of the workload)")
        .addOption(maxFailsOption())
        .addOption(maxCostOption())
        .option("--requirements <file>", "Python packages for the tasks (default: those of the workload)")
        .option("--refresh-requirements", "choose the newest versions of Python packages again")
        .addOption(maxTasksOption())
        .option("--force", "run all tasks, including those that earlier runs completed")
        .option("-d, --detach", "exit as soon as the job has started")
        .option("-n, --dry-run", "preview tasks, uploads, time and cost; change nothing")
        .option("-y, --yes", "delete the finished job without asking")
        .addOption(new Option("--keep-job", "keep the finished job without asking").conflicts("yes"))
        .addOption(
          new Option(
            "--resume [job]",
            "finish a detached or interrupted run (default: the newest run)",
          ).conflicts(["onlyFailed", "dryRun", "force", "retries"]),
        )
        .option(
          "--only-failed [job]",
          "run the failed tasks of a finished run in a new run (default: the newest run)",
        ),
    ),
  )
    .addHelpText("after", () => submitHelp(context.workloads))
    .action((workload: string | undefined, flags: SubmitFlags) =>
      run(submit({ workload, flags, taskArgs }, context)),
    );

const workloadHelp = (context: CommandContext): string => {
  const name = defaultWorkload(context);
  return `name or file of the workload${name === undefined ? "" : ` (default: ${name})`}`;
};

/** Lists names only: loading the workloads takes time, and one of them may be broken. */
const submitHelp = (workloads: CommandContext["workloads"]): string => `
Workloads:
${
  Object.keys(workloads)
    .map((name) => `  ${name}`)
    .join("\n") || "  none; create one with npx azbatch new"
}

Words from the first option that submit doesn't have are arguments for the
tasks. Put -- before them if they don't begin with such an option.

Examples:
  Run a workload of the project, or one in a file:
    npx azbatch submit top-words
    npx azbatch submit ./tools/batch/workload.ts
  Choose the inputs, and pass --top 5 to the tasks:
    npx azbatch submit top-words --input 'texts/**/*.txt' --top 5
  Preview a run:
    npx azbatch submit --dry-run --input 'texts/*.txt'
  Start a run of two days and exit, then get its results:
    npx azbatch submit --detach --timeout 2d
    npx azbatch submit --resume
  Run in a script:
    npx azbatch submit --yes --json

Exit codes:
  0    all tasks succeeded
  1    internal error
  2    invalid usage or configuration
  3    environment not ready
  4    not finished within --timeout
  100  some tasks failed
  130  interrupted
`;
