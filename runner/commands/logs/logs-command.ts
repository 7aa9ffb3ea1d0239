import { Command, Option } from "commander";
import { usageError } from "../../errors.ts";
import type { DefineCommand } from "../define-command.ts";
import { jobArgument, type SharedFlags, withSharedOptions } from "../shared-options.ts";
import type { LogWords } from "./choose-task.ts";
import { type LogsOptions, logs } from "./logs.ts";

export const logsCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    new Command("logs")
      .description(
        "Show the output of a task, even while it runs. Without a task, show the errors of failed tasks.",
      )
      .usage("[job] [task] [options]")
      .addArgument(jobArgument())
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
    .action((first: string | undefined, second: string | undefined, flags: LogsFlags) =>
      run(logs(logsOptions(flags, [first, second]), context)),
    );

interface LogsFlags extends SharedFlags {
  readonly follow?: boolean;
  readonly only?: "stdout" | "stderr";
  readonly startTask?: boolean;
  readonly preparationTask?: boolean;
  readonly node?: string;
}

const logsOptions = (flags: LogsFlags, words: LogWords): LogsOptions => {
  const { follow = false, startTask, preparationTask, ...rest } = flags;
  const of = startTask ? "start task" : preparationTask ? "preparation task" : undefined;
  const [, task] = words;
  if (task !== undefined && of !== undefined)
    throw usageError(
      "TaskNotAllowed",
      `${startTask ? "--start-task" : "--preparation-task"}: expected no task, got "${task}"`,
    );
  if (rest.node !== undefined && of === undefined)
    throw usageError("NodeNotAllowed", "--node: expected --start-task or --preparation-task");
  return { ...rest, words, follow, of };
};

const help = `
A task's stdout and stderr go to stdout and stderr, so you can redirect each.
With --only, or without a task, everything goes to stdout.

Examples:
  Show the stderr of failed tasks, or the end of their stdout if it is empty:
    npx azbatch logs
  Show the output of the newest run's task with this input:
    npx azbatch logs texts/a.txt
  Follow a task of the newest run while it runs:
    npx azbatch logs texts-a -f
  Show a task of another run:
    npx azbatch logs k3x9 texts/a.txt
  Find out why nodes don't become ready:
    npx azbatch logs --start-task
`;
