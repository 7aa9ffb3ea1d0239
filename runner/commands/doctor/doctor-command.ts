import { Command } from "commander";
import type { DefineCommand } from "../program.ts";
import { type SharedFlags, withSharedOptions } from "../shared-options.ts";
import { doctor } from "./doctor.ts";

export const doctorCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    new Command("doctor")
      .description("Check all that a run needs, from sign-in to nodes, and say what mends it.")
      .usage("-- [options]"),
  )
    .addHelpText("after", help)
    .action((flags: SharedFlags) => run(doctor(flags, context)));

const help = `
It writes and removes an empty blob in each container; nothing else is changed.

Examples:
  npm run doctor                       the selected stack, or the local cloud
  npm run doctor -- --stack prod
  npm run doctor -- --json | jq 'select(.level != "ok")'

Exit codes:
  0 a run can start, though there may be warnings      3 there is a problem
`;
