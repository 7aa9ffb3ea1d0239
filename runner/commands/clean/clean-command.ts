import { Command, Option } from "commander";
import { usageError } from "../../errors.ts";
import { parseDuration } from "../../text/duration.ts";
import type { DefineCommand } from "../program.ts";
import { type SharedFlags, withSharedOptions } from "../shared-options.ts";
import { clean } from "./clean.ts";

export const cleanCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    new Command("clean")
      .description("Remove runs with all that no other run needs; shows what goes, then asks.")
      .usage("-- [job...] [options]")
      .argument("[job...]", "ids of the runs' jobs")
      .option("--older-than <duration>", "all that are over and began longer ago, such as 7d or 12h")
      .addOption(new Option("-n, --dry-run", "show what would go").conflicts("yes"))
      .option("-y, --yes", "without asking"),
  )
    .addHelpText("after", help)
    .action((jobIds: string[], { olderThan, dryRun = false, yes = false, ...flags }: CleanFlags) => {
      if (jobIds.length > 0 === (olderThan !== undefined))
        throw usageError(
          jobIds.length > 0 ? "OptionsConflict" : "JobIdRequired",
          "clean expects ids of jobs, or --older-than such as 7d",
        );
      const olderThanMs = olderThan === undefined ? undefined : parseDuration(olderThan, "--older-than");
      return run(clean({ ...flags, jobIds, olderThanMs, dryRun, yes }, context));
    });

interface CleanFlags extends SharedFlags {
  readonly olderThan?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const help = `
Job, outputs and logs, record, and of inputs and code what no other run uses.
Results that a later run took over stay until that run goes. Runs that go on
stay. With --older-than also inputs and code of submits that never came to a
run. Folders on this machine stay. Not while somebody submits the same inputs:
a submit finds them in storage and relies on that before its run can be seen.

Examples:
  npm run clean -- top-words-20261123-101500-k3x9
  npm run clean -- --older-than 7d --dry-run
  npm run clean -- --older-than 30d --yes             in a script
`;
