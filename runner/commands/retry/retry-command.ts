import { Command, Option } from "commander";
import { parseMaxCost } from "../../manifest/max-cost.ts";
import { parseMaxFails } from "../../manifest/max-fails.ts";
import { parseDuration } from "../../text/duration.ts";
import type { DefineCommand } from "../define-command.ts";
import {
  type GivenPrice,
  jobArgument,
  maxCostOption,
  maxFailsOption,
  outOption,
  parsePrice,
  type SharedFlags,
  timeoutOption,
  withPriceOptions,
  withSharedOptions,
} from "../shared-options.ts";
import { retry } from "./retry.ts";

export const retryCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    withPriceOptions(
      new Command("retry")
        .description("Run the failed tasks of a run again.")
        .usage("[job] [options]")
        .addArgument(jobArgument())
        .addOption(outOption())
        .addOption(timeoutOption("20m"))
        .addOption(maxFailsOption())
        .addOption(maxCostOption())
        .option("-d, --detach", "exit as soon as the tasks are queued")
        .option("-y, --yes", "delete the finished job without asking")
        .addOption(new Option("--keep-job", "keep the finished job without asking").conflicts("yes")),
    ),
  )
    .addHelpText("after", help)
    .action((job: string | undefined, { timeout, maxFails, maxCost, ...flags }: RetryFlags) => {
      const { detach = false, yes = false, keepJob = false } = flags;
      const timeoutMs = parseDuration(timeout, "--timeout");
      const limit = maxFails === undefined ? undefined : parseMaxFails(maxFails, "--max-fails");
      const limits = { maxFails: limit, maxCost: maxCost === undefined ? undefined : parseMaxCost(maxCost) };
      return run(
        retry({ ...flags, ...parsePrice(flags), ...limits, job, timeoutMs, detach, yes, keepJob }, context),
      );
    });

interface RetryFlags extends SharedFlags, GivenPrice {
  readonly out?: string;
  readonly timeout: string;
  readonly maxFails?: string;
  readonly maxCost?: string;
  readonly detach?: boolean;
  readonly yes?: boolean;
  readonly keepJob?: boolean;
}

const help = `
While the job is active, the tasks run in it again. After it has ended, they run
in a new run with the same code and inputs, as with submit --only-failed.

Examples:
  npx azbatch retry
  npx azbatch retry top-words-20261123-101500-k3x9 --detach
`;
