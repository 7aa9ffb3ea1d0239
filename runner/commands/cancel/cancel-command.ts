import { Command } from "commander";
import type { DefineCommand } from "../define-command.ts";
import { type SharedFlags, withSharedOptions } from "../shared-options.ts";
import { cancel } from "./cancel.ts";

export const cancelCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    new Command("cancel")
      .description("Cancel a run. Outputs of completed tasks stay.")
      .usage("<job> [options]")
      .argument("<job>", "job id of the run")
      .option("-y, --yes", "cancel without asking"),
  )
    .addHelpText("after", help)
    .action((jobId: string, { yes = false, ...flags }: SharedFlags & { readonly yes?: boolean }) =>
      run(cancel({ ...flags, jobId, yes }, context)),
    );

const help = `
Examples:
  npx azbatch cancel top-words-20261123-101500-k3x9
  npx azbatch cancel top-words-20261123-101500-k3x9 --yes
`;
