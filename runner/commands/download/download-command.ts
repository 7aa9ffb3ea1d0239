import { Command } from "commander";
import type { DefineCommand } from "../define-command.ts";
import { jobArgument, outOption, type SharedFlags, withSharedOptions } from "../shared-options.ts";
import { download } from "./download.ts";

export const downloadCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    new Command("download")
      .description("Download outputs and logs of completed tasks, even while others run.")
      .usage("[job] [options]")
      .addArgument(jobArgument())
      .addOption(outOption()),
  )
    .addHelpText("after", help)
    .action((job: string | undefined, flags: SharedFlags & { readonly out?: string }) =>
      run(download({ ...flags, job }, context)),
    );

const help = `
Verifies each file, and skips files that are already downloaded.

Examples:
  npx azbatch download
  npx azbatch download top-words-20261123-101500-k3x9 --out /data/results
`;
