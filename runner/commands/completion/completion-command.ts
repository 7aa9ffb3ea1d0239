import { Argument, Command } from "commander";
import { exitCodes } from "../../errors.ts";
import { writeData } from "../../terminal.ts";
import type { DefineCommand } from "../define-command.ts";
import { completions } from "./completions.ts";
import { scripts } from "./scripts.ts";

export const completionCommand: DefineCommand = ({ context, run }) =>
  new Command("completion")
    .description("Print a script that defines the command azbatch in your shell and completes its words.")
    .usage("<shell>")
    .addArgument(new Argument("<shell>", "name of your shell").choices(Object.keys(scripts)))
    .addHelpText("after", help)
    .action((shell: keyof typeof scripts, _flags: object, command: Command) => {
      const { workloads, programFile, terminal } = context;
      const commands = command.parent ? completions(command.parent, Object.keys(workloads)) : [];
      const program = [process.execPath, programFile ?? process.argv[1] ?? ""];
      const print = async () => {
        await writeData(terminal.stdout, scripts[shell]({ commands, program }));
        return exitCodes.ok;
      };
      return run(print());
    });

const help = `
The command azbatch then works in every folder, without npx.

Run the line for your shell in the project's folder. To have it in every
shell, add the line to ~/.bashrc, ~/.zshrc or config.fish with the full path:
  eval "$(npx azbatch completion bash)"
  eval "$(npx azbatch completion zsh)"
  npx azbatch completion fish | source
`;
