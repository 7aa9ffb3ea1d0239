import { Command, Option } from "commander";
import { parseDuration } from "../duration.ts";
import { usageError } from "../errors.ts";
import type { World } from "../world.ts";
import type { DefineCommand } from "./program.ts";
import { outOption, type SharedFlags, withSharedOptions } from "./shared-options.ts";
import { defaultWorkload, type SubmitOptions, submit } from "./submit.ts";

export const submitCommand: DefineCommand = ({ world, taskArgs, run }) =>
  withSharedOptions(
    new Command("submit")
      .description("Run a workload: a task for each input file, results in a table and in files.")
      .usage("-- [workload] [options] [-- task arguments]")
      .argument("[workload]", `which one (default: ${defaultWorkload})`)
      .option("-i, --input <globs...>", "input files (default: those that the workload names)")
      .addOption(outOption())
      .option("--timeout <duration>", "how long to wait, such as 90s, 20m or 1h30m", "20m")
      .option("-y, --yes", "delete the job at the end without asking")
      .addOption(new Option("--keep-job", "keep the job without asking").conflicts("yes"))
      .option("--resume <job>", "come back to a run that was left, from any folder"),
  )
    .addHelpText("after", () => submitHelp(world.workloads))
    .action((workload: string | undefined, flags: SubmitFlags) =>
      run(submit(submitOptions({ workload, flags, taskArgs }), world)),
    );

interface SubmitFlags extends SharedFlags {
  readonly input?: string[];
  readonly out: string;
  readonly timeout: string;
  readonly yes?: boolean;
  readonly keepJob?: boolean;
  readonly resume?: string;
}

interface SubmitWords {
  readonly workload: string | undefined;
  readonly flags: SubmitFlags;
  readonly taskArgs: readonly string[];
}

const submitOptions = ({ workload, flags, taskArgs }: SubmitWords): SubmitOptions => {
  const { input = [], timeout, yes = false, keepJob = false, ...rest } = flags;
  if (rest.resume !== undefined && (workload !== undefined || input.length > 0 || taskArgs.length > 0)) {
    throw usageError("--resume takes workload, inputs and task arguments from the run, so give none of them");
  }
  const timeoutMs = parseDuration(timeout, "--timeout");
  return { ...rest, workload, inputs: input, args: taskArgs, timeoutMs, yes, keepJob };
};

const submitHelp = (workloads: World["workloads"]): string => {
  const width = Math.max(...Object.keys(workloads).map(({ length }) => length));
  const list = Object.entries(workloads).map(
    ([name, { description }]) => `  ${name.padEnd(width)}  ${description}`,
  );
  return `
Workloads:
${list.join("\n")}

Examples:
  npm run submit                                             the sample workload on the sample texts
  npm run submit -- top-words --input 'texts/**/*.txt' -- --top 5
  npm run submit -- --yes --json                             in a script
  npm run submit -- --resume top-words-20261123-101500-k3x9  finish a run that was left

Exit codes:
  0 all tasks succeeded      2 usage or configuration    4 not finished in time
  1 internal error           3 environment not ready     100 some tasks failed
                                                         130 interrupted
`;
};
