import { Command } from "commander";
import type { DefineCommand } from "../program.ts";
import { type SharedFlags, withSharedOptions } from "../shared-options.ts";
import { cancel } from "./cancel.ts";

export const cancelCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    new Command("cancel")
      .description("End a run before its time. What its tasks have done until then stays.")
      .usage("-- <job> [options]")
      .argument("<job>", "id of the run's job")
      .option("-y, --yes", "without asking"),
  )
    .addHelpText("after", help)
    .action((jobId: string, { yes = false, ...flags }: SharedFlags & { readonly yes?: boolean }) =>
      run(cancel({ ...flags, jobId, yes }, context)),
    );

const help = `
Examples:
  npm run cancel -- top-words-20261123-101500-k3x9
  npm run cancel -- top-words-20261123-101500-k3x9 --yes   in a script
`;
