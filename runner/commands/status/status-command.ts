import { Command } from "commander";
import type { DefineCommand } from "../define-command.ts";
import {
  type GivenPrice,
  jobArgument,
  parsePrice,
  type SharedFlags,
  withPriceOptions,
  withSharedOptions,
} from "../shared-options.ts";
import { status } from "./status.ts";

export const statusCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    withPriceOptions(
      new Command("status")
        .description("Show a run's progress, why it is waiting, and why tasks failed.")
        .usage("[job] [options]")
        .addArgument(jobArgument()),
    ),
  )
    .addHelpText("after", help)
    .action((job: string | undefined, flags: SharedFlags & GivenPrice) =>
      run(status({ ...flags, ...parsePrice(flags), job }, context)),
    );

const help = `
Examples:
  Show the newest run, or the newest run of a workload:
    npx azbatch status
    npx azbatch status top-words
  Show a run by its id or the last letters of its id:
    npx azbatch status top-words-20261123-101500-k3x9
    npx azbatch status k3x9
  Get the state in a script:
    npx azbatch status --json | jq -r 'select(.state).state'
`;
