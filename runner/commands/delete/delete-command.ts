import { Command, Option } from "commander";
import { usageError } from "../../errors.ts";
import { parseDuration } from "../../text/duration.ts";
import type { DefineCommand } from "../define-command.ts";
import { type SharedFlags, withSharedOptions } from "../shared-options.ts";
import { deleteRunsOf } from "./delete.ts";
import { deleteJobsOnly } from "./delete-job-only.ts";

export const deleteCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    new Command("delete")
      .description("Delete runs and everything that no other run uses. Asks first.")
      .usage("[job...] [options]")
      .argument("[job...]", "job ids, their beginnings or ends, workloads (the newest run), or last")
      .option("--older-than <duration>", "all finished runs older than this, such as 7d or 12h")
      .addOption(
        new Option("--job-only", "delete only the job from Batch; results, logs and history stay").conflicts([
          "olderThan",
          "dryRun",
        ]),
      )
      .addOption(new Option("-n, --dry-run", "show what would be deleted; change nothing").conflicts("yes"))
      .option("-y, --yes", "delete without asking; expects job ids or parts of them"),
  )
    .addHelpText("after", help)
    .action((jobs: string[], { olderThan, dryRun = false, yes = false, jobOnly, ...flags }: DeleteFlags) => {
      if (jobs.length > 0 && olderThan !== undefined)
        throw usageError("OptionsConflict", "delete: expected job ids or --older-than, got both");
      if (jobs.length === 0 && olderThan === undefined)
        throw usageError("JobIdRequired", "delete: expected job ids or --older-than, such as 7d");
      if (jobOnly) return run(deleteJobsOnly({ ...flags, jobs, yes }, context));
      const olderThanMs = olderThan === undefined ? undefined : parseDuration(olderThan, "--older-than");
      return run(deleteRunsOf({ ...flags, jobs, olderThanMs, dryRun, yes }, context));
    });

interface DeleteFlags extends SharedFlags {
  readonly olderThan?: string;
  readonly jobOnly?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const help = `
Deletes the job, outputs, logs and record of each run, and inputs and code that
no other run uses. Results that a later run reuses stay until that run is
deleted. Runs that are not finished stay, and so do folders on this machine.
--older-than also deletes inputs and code of that age that no run uses.

Don't delete runs while the same inputs are being submitted: the submit relies
on files in storage before its run is visible to this command.

Examples:
  npx azbatch delete last
  npx azbatch delete top-words-20261123-101500-k3x9 --yes
  npx azbatch delete --older-than 7d --dry-run
  npx azbatch delete --older-than 30d --yes
`;
