import { Command, Option } from "commander";
import { usageError } from "../../errors.ts";
import type { DefineCommand } from "../define-command.ts";
import { type SharedFlags, withSharedOptions } from "../shared-options.ts";
import { type LogsOptions, logs } from "./logs.ts";

export const logsCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    new Command("logs")
      .description(
        "Show the output of a task, even while it runs. Without a task, show the errors of failed tasks.",
      )
      .usage("[job] [task] [options]")
      .argument("[job]", "job id of the run")
      .argument("[task]", "name or id of the task, or the name of an input (default: the failed tasks)")
      .option("-f, --follow", "follow the output until the task ends")
      .addOption(new Option("--only <stream>", "show only one stream").choices(["stdout", "stderr"]))
      .addOption(
        new Option("--start-task", "show the output of the pool's start task on each node").conflicts(
          "follow",
        ),
      )
      .addOption(
        new Option(
          "--preparation-task",
          "show the output of the job preparation task on each node",
        ).conflicts(["follow", "startTask"]),
      )
      .option("--node <id>", "with --start-task or --preparation-task: show only this node"),
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
    throw usageError("JobIdRequired", "logs: expected a job id");
  if (rest.task === undefined && follow)
    throw usageError(
      "TaskRequired",
      "--follow: expected a task",
      "Give a task's name or id, or the name of an input.",
    );
  if (rest.task !== undefined && of !== undefined)
    throw usageError(
      "TaskNotAllowed",
      `${startTask ? "--start-task" : "--preparation-task"}: expected no task, got "${rest.task}"`,
    );
  if (rest.node !== undefined && of === undefined)
    throw usageError("NodeNotAllowed", "--node: expected --start-task or --preparation-task");
  return { ...rest, follow, of };
};

const help = `
A task's stdout and stderr go to stdout and stderr, so you can redirect each.
With --only, or without a task, everything goes to stdout.

Examples, where JOB is a job id:
  Show the stderr of failed tasks, or the end of their stdout if it is empty:
    npx azbatch logs JOB
  Show the output of the task with this input:
    npx azbatch logs JOB texts/a.txt
  Follow a task while it runs:
    npx azbatch logs JOB texts-a -f
  Find out why nodes don't become ready:
    npx azbatch logs --start-task
`;
