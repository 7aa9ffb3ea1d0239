import { Command, Option } from "commander";
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
import { type RunWords, run as runLine } from "./run.ts";
import type { RunFlags } from "./run-flags.ts";
import { runHelp } from "./run-help.ts";

export const runCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    withPriceOptions(
      withLineOptions(
        new Command("run")
          .description("Run a command for each file, row of a table or number, without a workload file.")
          .usage("'<command>' [inputs...] [options]")
          .argument("<command>", "command for bash, in quotes; {} stands for the task's input file")
          .argument("[inputs...]", "input files: names or globs; - reads names from standard input"),
      )
        .option("-n, --dry-run", "preview commands, uploads, time and cost; change nothing")
        .option("--save <workload>", "write the equivalent task/<workload>/workload.ts; run nothing")
        .option("--refresh-requirements", "choose the newest versions of Python packages again")
        .option("--force", "run all tasks, including those that earlier runs completed")
        .option("-d, --detach", "exit as soon as the job has started")
        .addOption(outOption())
        .addOption(timeoutOption("20m"))
        .addOption(maxTasksOption())
        .addOption(maxFailsOption())
        .addOption(maxCostOption())
        .option("-y, --yes", "delete the finished job without asking")
        .addOption(new Option("--keep-job", "keep the finished job without asking").conflicts("yes")),
    ),
  )
    .addHelpText("after", runHelp)
    .action((command: string, inputs: string[], flags: RunFlags) =>
      run(runLine({ command, inputs, flags, parseOptions }, context)),
    );

/** Parses the options of a script. */
const parseOptions: RunWords["parseOptions"] = (words) => {
  const command = withLineOptions(new Command("#BATCH").argument("[inputs...]"))
    .helpOption(false)
    .exitOverride()
    .configureOutput({ writeErr: () => {}, writeOut: () => {} });
  command.parse(words, { from: "user" });
  return { flags: command.opts(), inputs: command.args };
};

/** Adds the options that describe the tasks, which a script may also contain. */
const withLineOptions = (command: Command): Command =>
  command
    .option(
      "--tasks <file>",
      "a task for each row of a CSV, TSV or NDJSON file; {column} is a cell; - reads standard input",
    )
    .addOption(repeatable("--input-column <name>", "column of --tasks whose cells name input files"))
    .option("--delimiter <character>", "character between the cells of --tasks")
    .option("--encoding <name>", "encoding of --tasks, such as windows-1252 (default: UTF-8)")
    .option("--count <number>", "number of tasks; {index} is the task's, from 0")
    .addOption(
      repeatable("--output <path>", "file, folder/ or pattern that a task writes, such as '{}.json'"),
    )
    .addOption(repeatable("--optional-output <pattern>", "pattern that may match no file, such as '*.log'"))
    .addOption(
      repeatable("--files <path>", "file or folder that the command needs, besides those that it names"),
    )
    .addOption(repeatable("--env <NAME=value>", "environment variable of the tasks"))
    .option("--requirements <file>", "Python packages for the tasks: requirements.txt or pyproject.toml")
    .option("--then <command>", "command that runs after all tasks; {outputs} are the names of their outputs")
    .addOption(repeatable("--then-output <path>", "file, folder/ or pattern that --then writes"))
    .option("--retries <number>", "retries of a failed task (default: 0)")
    .option("--task-timeout <duration>", "time limit of a task, such as 90s, 20m or 1h30m")
    .option("--slots <number>", "slots of a node that a task takes (default: 1)")
    .option("--image <name>", "container image in which the tasks run")
    .option("--name <name>", "start of the run's id (default: name of the program)")
    .option("--task-name <name>", "name of a task's folder in the results, such as '{rate}'");

const repeatable = (flags: string, description: string): Option =>
  new Option(flags, `${description}; repeatable`).argParser((value: string, earlier: string[] = []) => [
    ...earlier,
    value,
  ]);
