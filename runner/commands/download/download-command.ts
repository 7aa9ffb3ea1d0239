import { Command } from "commander";
import type { DefineCommand } from "../program.ts";
import { outOption, type SharedFlags, withSharedOptions } from "../shared-options.ts";
import { download } from "./download.ts";

export const downloadCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    new Command("download")
      .description("Fetch outputs and logs of the tasks that are done, also while others run.")
      .usage("-- <job> [options]")
      .argument("<job>", "id of the run's job")
      .addOption(outOption()),
  )
    .addHelpText("after", help)
    .action((jobId: string, flags: SharedFlags & { readonly out: string }) =>
      run(download({ ...flags, jobId }, context)),
    );

const help = `
Each file is checked. What is there already is not fetched again.

Examples:
  npm run download -- top-words-20261123-101500-k3x9
  npm run download -- top-words-20261123-101500-k3x9 --out /data/results
`;
