import { Command } from "commander";
import type { DefineCommand } from "../define-command.ts";
import { local } from "./local.ts";

/** The local cloud parses its own options, so that both programs stay separate. */
export const localCommand: DefineCommand = ({ context, run }) =>
  new Command("local")
    .description("Run the local cloud until Ctrl-C, show its status, or stop it.")
    .usage("[start|status|stop|attach] [options]")
    .argument("[words...]", "start (default), status, stop or attach, and their options")
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .addHelpText("after", help)
    .action((words: string[]) => run(local(words, context)));

const help = `
Examples:
  Run it with failures on purpose:
    npx azbatch local --fault throttle:5%
  Show its addresses, tasks and disk space:
    npx azbatch local status
  Stop it and its tasks; its data stays:
    npx azbatch local stop
  List all options:
    npx azbatch local start --help
`;
