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
  npx azbatch local
  npx azbatch local status
  npx azbatch local stop
  npx azbatch local --help
`;
