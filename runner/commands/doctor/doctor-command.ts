import { Command } from "commander";
import type { DefineCommand } from "../define-command.ts";
import { type SharedFlags, withSharedOptions } from "../shared-options.ts";
import { doctor } from "./doctor.ts";

export const doctorCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    new Command("doctor")
      .description("Check everything a run needs, from sign-in to nodes, and show how to fix problems.")
      .usage("[options]"),
  )
    .addHelpText("after", help)
    .action((flags: SharedFlags) => run(doctor(flags, context)));

const help = `
Writes and deletes an empty blob in each container; changes nothing else.

Examples:
  Check the selected stack, or the local cloud:
    npx azbatch doctor
  Check another stack:
    npx azbatch doctor --stack prod
  Select problems in a script:
    npx azbatch doctor --json | jq 'select(.level != "ok")'

Exit codes:
  0  a run can start, even if there are warnings
  3  a run can't start
`;
