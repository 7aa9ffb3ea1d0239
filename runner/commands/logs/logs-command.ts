import { Command, Option } from "commander";
import { usageError } from "../../errors.ts";
import type { DefineCommand } from "../program.ts";
import { type SharedFlags, withSharedOptions } from "../shared-options.ts";
import { type LogsOptions, logs } from "./logs.ts";

export const logsCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    new Command("logs")
      .description(
        "Show what a task has written, while it runs and afterwards; without a task, why tasks failed.",
      )
      .usage("-- [job] [task] [options]")
      .argument("[job]", "id of the run's job")
      .argument("[task]", "its id, the beginning of its id, or the name of its input (default: failed tasks)")
      .option("-f, --follow", "go on until the task has ended")
      .addOption(new Option("--only <stream>", "one of the two").choices(["stdout", "stderr"]))
      .addOption(
        new Option("--start-task", "what the pool's start task wrote on each node").conflicts("follow"),
      )
      .addOption(
        new Option("--preparation-task", "what the job preparation task wrote on each node").conflicts([
          "follow",
          "startTask",
        ]),
      )
      .option("--node <id>", "of the start task or the job preparation task: on this node only"),
  )
    .addHelpText("after", help)
    .action((jobId: string | undefined, task: string | undefined, flags: LogsFlags) =>
      run(logs(logsOptions({ ...flags, jobId, task }), context)),
    );

interface LogsFlags extends SharedFlags {
  readonly follow?: boolean;
  readonly only?: "stdout" | "stderr";
  readonly startTask?: boolean;
  readonly preparationTask?: boolean;
  readonly node?: string;
}

const logsOptions = (
  flags: LogsFlags & { readonly jobId: string | undefined; readonly task: string | undefined },
): LogsOptions => {
  const { follow = false, startTask, preparationTask, ...rest } = flags;
  const of = startTask ? "start task" : preparationTask ? "preparation task" : undefined;
  if (rest.jobId === undefined && of !== "start task")
    throw usageError("JobIdRequired", "logs expects the id of a job");
  if (rest.task === undefined && follow)
    throw usageError(
      "TaskRequired",
      "--follow expects a task",
      "A task goes by its id or the name of its input.",
    );
  if (rest.task !== undefined && of !== undefined)
    throw usageError("TaskNotAllowed", `the ${of} is no task of the run, so give no task`);
  if (rest.node !== undefined && of === undefined)
    throw usageError("NodeNotAllowed", "--node goes with --start-task or --preparation-task");
  return { ...rest, follow, of };
};

const help = `
A task's stdout and stderr go to this program's own, so that each can be
redirected. With --only, and without a task, all goes to stdout.

Examples, where JOB is the id of a run's job:
  npm run logs -- JOB                 stderr of the failed tasks, or the end
                                      of their stdout if stderr is empty
  npm run logs -- JOB texts/a.txt     of the task that has this input
  npm run logs -- JOB texts-a -f      while it runs
  npm run logs -- --start-task        why nodes don't get ready
`;
