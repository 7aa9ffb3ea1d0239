import { Command } from "commander";
import type { DefineCommand } from "../define-command.ts";
import { jobArgument, outOption, type SharedFlags, withSharedOptions } from "../shared-options.ts";
import { debugDump } from "./debug-dump.ts";

export const debugDumpCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    new Command("debug-dump")
      .description("Write a zip about a run for a bug report, without keys and other secrets.")
      .usage("[job] [options]")
      .addArgument(jobArgument())
      .option("--file <path>", "path of the zip (default: azbatch-debug-<job>.zip)")
      .addOption(outOption()),
  )
    .addHelpText("after", help)
    .action((job: string | undefined, flags: DebugDumpFlags) =>
      run(debugDump({ ...flags, job, file: flags.file }, context)),
    );

interface DebugDumpFlags extends SharedFlags {
  readonly file?: string;
  readonly out?: string | undefined;
}

const help = `
The zip contains the run's plan, job and task states, logs of failed tasks, the
pool, its nodes, logs of the start task, doctor's findings, versions and the
local cloud's log. If the environment can't be reached, it contains what is on
this machine.

Look through the zip before you send it: it has names of your files, task
arguments, commands and logs.

Examples:
  npx azbatch debug-dump
  npx azbatch debug-dump top-words-20261123-101500-k3x9 --file report.zip
`;
