import { Command } from "commander";
import type { DefineCommand } from "../define-command.ts";
import { outOption, type SharedFlags, withSharedOptions } from "../shared-options.ts";
import { download } from "./download.ts";

export const downloadCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    new Command("download")
      .description("Download outputs and logs of completed tasks, even while others run.")
      .usage("<job> [options]")
      .argument("<job>", "job id of the run")
      .addOption(outOption()),
  )
    .addHelpText("after", help)
    .action((jobId: string, flags: SharedFlags & { readonly out?: string }) =>
      run(download({ ...flags, jobId }, context)),
    );

const help = `
Verifies each file, and skips files that are already downloaded.

Examples:
  npx azbatch download top-words-20261123-101500-k3x9
  npx azbatch download top-words-20261123-101500-k3x9 --out /data/results
`;
