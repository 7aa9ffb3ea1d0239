import { Command } from "commander";
import type { DefineCommand } from "../program.ts";
import { type SharedFlags, wholeNumber, withSharedOptions } from "../shared-options.ts";
import { status } from "./status.ts";

export const statusCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    new Command("status")
      .description("Show where a run is and what keeps it waiting; without a job, which runs there are.")
      .usage("-- [job] [options]")
      .argument("[job]", "id of the run's job (default: the newest runs)")
      .option("--max <number>", "how many runs to list", "20"),
  )
    .addHelpText("after", help)
    .action((jobId: string | undefined, { max, ...flags }: SharedFlags & { readonly max: string }) =>
      run(status({ ...flags, jobId, most: wholeNumber(max, { flag: "--max", from: 1 }) }, context)),
    );

const help = `
States:
  not begun   its plan is stored, but there is no job: the submit was cut short
  half begun  the submit was cut short while it added tasks: resume it
  waiting     no task runs; the reason is shown
  running     tasks run
  ended       tasks are done, nobody has fetched and checked the results yet
  cancelled, timed out, succeeded, failed
  unreadable  another version of the runner wrote its record

Examples:
  npm run status                                     the newest runs
  npm run status -- top-words-20261123-101500-k3x9   one of them
  npm run status -- --json | jq 'select(.event == "run" and .state == "failed")'
`;
