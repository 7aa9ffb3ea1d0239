import { Command } from "commander";
import { parseDuration } from "../../text/duration.ts";
import type { DefineCommand } from "../define-command.ts";
import {
  type GivenPrice,
  jobArgument,
  parsePrice,
  type SharedFlags,
  timeoutOption,
  withPriceOptions,
  withSharedOptions,
} from "../shared-options.ts";
import { watch } from "./watch.ts";

export const watchCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    withPriceOptions(
      new Command("watch")
        .description("Show a run until it ends. Downloads nothing; the exit code is that of submit.")
        .usage("[job] [options]")
        .addArgument(jobArgument())
        .addOption(timeoutOption("180d")),
    ),
  )
    .addHelpText("after", help)
    .action((job: string | undefined, { timeout, ...flags }: WatchFlags) =>
      run(
        watch(
          { ...flags, ...parsePrice(flags), job, timeoutMs: parseDuration(timeout, "--timeout") },
          context,
        ),
      ),
    );

interface WatchFlags extends SharedFlags, GivenPrice {
  readonly timeout: string;
}

const help = `
The job continues when you press Ctrl-C. Press it again within 3 seconds to
cancel the job.

Examples:
  npx azbatch watch
  npx azbatch watch top-words-20261123-101500-k3x9 --timeout 2h --json

Exit codes:
  0    all tasks succeeded
  4    not finished within --timeout
  100  some tasks failed
  130  interrupted
`;
