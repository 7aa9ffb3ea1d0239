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
The zip has the run's plan, job, task states and logs of failed tasks, the pool,
nodes and logs of the start task, doctor's findings, versions, and the local
cloud's log. Look through it before you send it: it has names of your files,
task arguments, commands and logs. If the environment can't be reached, the zip
has what is on this machine.

Examples:
  npx azbatch debug-dump
  npx azbatch debug-dump top-words-20261123-101500-k3x9 --file report.zip
`;
