import { Command } from "commander";
import type { DefineCommand } from "../define-command.ts";
import { jobArgument, type SharedFlags, withSharedOptions } from "../shared-options.ts";
import { cancel } from "./cancel.ts";

export const cancelCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    new Command("cancel")
      .description("Cancel a run. Outputs of completed tasks stay.")
      .usage("[job] [options]")
      .addArgument(jobArgument())
      .option("-y, --yes", "cancel without asking; expects a job id or a part of it"),
  )
    .addHelpText("after", help)
    .action((job: string | undefined, { yes = false, ...flags }: SharedFlags & { readonly yes?: boolean }) =>
      run(cancel({ ...flags, job, yes }, context)),
    );

const help = `
Examples:
  Cancel the newest run, after a confirmation:
    npx azbatch cancel
  Cancel a run in a script:
    npx azbatch cancel top-words-20261123-101500-k3x9 --yes
`;
