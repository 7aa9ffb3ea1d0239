import { styleText } from "node:util";
import { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { cancelCommand } from "../commands/cancel/cancel-command.ts";
import { completionCommand } from "../commands/completion/completion-command.ts";
import { debugDumpCommand } from "../commands/debug-dump/debug-dump-command.ts";
import type { DefineCommand, Program } from "../commands/define-command.ts";
import { deleteCommand } from "../commands/delete/delete-command.ts";
import { doctorCommand } from "../commands/doctor/doctor-command.ts";
import { downloadCommand } from "../commands/download/download-command.ts";
import { logsCommand } from "../commands/logs/logs-command.ts";
import { newCommand } from "../commands/new/new-command.ts";
import { retryCommand } from "../commands/retry/retry-command.ts";
import { runCommand } from "../commands/run/run-command.ts";
import { statusCommand } from "../commands/status/status-command.ts";
import { submitCommand } from "../commands/submit/submit-command.ts";
import { watchCommand } from "../commands/watch/watch-command.ts";
import { type ExitCode, exitCodes, usageError } from "../errors.ts";
import { visible } from "../text/visible.ts";
import { refuseOptionsTakenByNpm } from "./npm-options.ts";
import { printError } from "./print-error.ts";

/** In the order of `--help`. */
const commands: readonly DefineCommand[] = [
  submitCommand,
  runCommand,
  statusCommand,
  watchCommand,
  logsCommand,
  downloadCommand,
  retryCommand,
  cancelCommand,
  deleteCommand,
  newCommand,
  doctorCommand,
  debugDumpCommand,
  completionCommand,
];

interface CommandResult {
  readonly exitCode: ExitCode;
  /** The error that ended the command, after it was printed. */
  readonly error?: unknown;
}

/** Runs the command line `words` and prints an error that ends it. */
export const main = async (words: readonly string[], context: CommandContext): Promise<CommandResult> => {
  const end = words.indexOf("--");
  const own = end === -1 ? words : words.slice(0, end);
  const taskArgs = end === -1 ? [] : words.slice(end + 1);
  let exitCode: ExitCode = exitCodes.ok;
  const run = async (work: Promise<ExitCode>): Promise<void> => {
    exitCode = await work;
  };
  try {
    await program({ context, taskArgs, run }).parseAsync(own, { from: "user" });
    return { exitCode };
  } catch (error) {
    exitCode = printError(error, context);
    return exitCode === exitCodes.ok ? { exitCode } : { exitCode, error };
  }
};

const program = (parts: Program): Command => {
  const { stdout, stderr } = parts.context.terminal;
  const all = new Command("azbatch")
    .description("Run workloads on Azure Batch, or on the local cloud if no Pulumi stack is selected.")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      outputError: (text, write) =>
        write(
          visible(text)
            .replace(/^error:/, styleText("red", "Error:", { stream: stderr }))
            .replace(/\n\(Did you mean (.+)\?\)/, "; did you mean $1?"),
        ),
    })
    .usage("<command> [options]")
    .hook("preAction", (_, command) => {
      if (command.name() !== "submit" && parts.taskArgs.length > 0)
        throw usageError(
          "UnexpectedTaskArguments",
          `${command.name()}: expected no arguments after --, got ${parts.taskArgs.join(" ")}`,
        );
      refuseOptionsTakenByNpm(command, parts.context.env);
    });
  for (const define of commands) all.addCommand(define(parts));
  for (const command of all.commands) {
    command.copyInheritedSettings(all);
    command.showHelpAfterError(`Usage: ${command.createHelp().commandUsage(command)}`);
  }
  return all;
};
