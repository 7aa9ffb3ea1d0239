import { Command } from "commander";
import type { DefineCommand } from "../define-command.ts";
import { jobArgument, type SharedFlags, withSharedOptions } from "../shared-options.ts";
import { report } from "./report.ts";

export const reportCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    new Command("report")
      .description("Write the report of a run: report.html, results.csv and tasks.csv.")
      .usage("[job] [options]")
      .addArgument(jobArgument())
      .option("--trace", "also write trace.json.gz, the run's timeline for ui.perfetto.dev")
      .option(
        "-o, --out <path>",
        "folder for results; each run gets a folder in it (default: out in the project); or a file .html for the page only",
      ),
  )
    .addHelpText("after", help)
    .action((job: string | undefined, flags: ReportFlags) => run(report({ ...flags, job }, context)));

interface ReportFlags extends SharedFlags {
  readonly out?: string;
  readonly trace?: true;
}

const help = `
submit writes the report when a run ends. This command writes it on any machine,
and downloads no outputs. While tasks run, it contains what is known so far.

Examples:
  npx azbatch report
  npx azbatch report top-words-20261123-101500-k3x9 --out /data/results
  npx azbatch report top-words --out ~/top-words.html
`;
