import { Command, Option } from "commander";
import { parseDuration } from "../../text/duration.ts";
import type { DefineCommand } from "../program.ts";
import { outOption, type SharedFlags, withSharedOptions } from "../shared-options.ts";
import { retry } from "./retry.ts";

export const retryCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    new Command("retry")
      .description("Run a run's failed tasks again, and no others.")
      .usage("-- <job> [options]")
      .argument("<job>", "id of the run's job")
      .addOption(outOption())
      .option("--timeout <duration>", "how long to wait, such as 90s, 20m or 1h30m", "20m")
      .option("-d, --detach", "leave as soon as they wait for a node")
      .option("-y, --yes", "delete the job at the end without asking")
      .addOption(new Option("--keep-job", "keep the job without asking").conflicts("yes")),
  )
    .addHelpText("after", help)
    .action((jobId: string, { timeout, ...flags }: RetryFlags) => {
      const { detach = false, yes = false, keepJob = false } = flags;
      const timeoutMs = parseDuration(timeout, "--timeout");
      return run(retry({ ...flags, jobId, timeoutMs, detach, yes, keepJob }, context));
    });

interface RetryFlags extends SharedFlags {
  readonly out: string;
  readonly timeout: string;
  readonly detach?: boolean;
  readonly yes?: boolean;
  readonly keepJob?: boolean;
}

const help = `
While the run's job is active they run in it again, and whoever watches it sees
that. Afterwards they make up a new run with the same code and inputs, as with
submit --only-failed.

Examples:
  npm run retry -- top-words-20261123-101500-k3x9
  npm run retry -- top-words-20261123-101500-k3x9 --detach
`;
