import { Command } from "commander";
import { parseDuration } from "../../text/duration.ts";
import type { DefineCommand } from "../program.ts";
import { type SharedFlags, withSharedOptions } from "../shared-options.ts";
import { watch } from "./watch.ts";

export const watchCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    new Command("watch")
      .description("Show a run until it ends, with the verdict and the exit code of submit; fetches nothing.")
      .usage("-- <job> [options]")
      .argument("<job>", "id of the run's job")
      .option("--timeout <duration>", "how long to wait, such as 90s, 20m or 1h30m", "180d"),
  )
    .addHelpText("after", help)
    .action((jobId: string, { timeout, ...flags }: SharedFlags & { readonly timeout: string }) =>
      run(watch({ ...flags, jobId, timeoutMs: parseDuration(timeout, "--timeout") }, context)),
    );

const help = `
Ctrl-C stops watching, and the job goes on; pressed twice, it cancels the job.

Examples:
  npm run watch -- top-words-20261123-101500-k3x9
  npm run watch -- top-words-20261123-101500-k3x9 --timeout 2h --json

Exit codes: 0 all tasks succeeded, 4 not finished in time, 100 some
tasks failed, 130 interrupted
`;
