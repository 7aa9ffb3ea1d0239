import { Command } from "commander";
import type { DefineCommand } from "../define-command.ts";
import { type SharedFlags, wholeNumber, withSharedOptions } from "../shared-options.ts";
import { status } from "./status.ts";

export const statusCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    new Command("status")
      .description("Show a run's progress and why it is waiting. Without a job id, list the newest runs.")
      .usage("[job] [options]")
      .argument("[job]", "job id of the run")
      .option("--max <number>", "number of runs to list", "20"),
  )
    .addHelpText("after", help)
    .action((jobId: string | undefined, { max, ...flags }: SharedFlags & { readonly max: string }) =>
      run(status({ ...flags, jobId, max: wholeNumber(max, { flag: "--max", from: 1 }) }, context)),
    );

const help = `
States:
  not begun   the plan is stored, but submit stopped before it created the job
  half begun  submit stopped before it added all tasks
  waiting     no task runs; the reason is shown
  running     tasks run
  ended       all tasks are done; resume the run to check and get its results
  cancelled, timed out, succeeded, failed
  unreadable  another version of the runner wrote the record

Examples:
  List the newest runs:
    npx azbatch status
  Show one run:
    npx azbatch status top-words-20261123-101500-k3x9
  Select failed runs in a script:
    npx azbatch status --json | jq 'select(.state == "failed")'
`;
