import { styleText } from "node:util";
import { Command } from "commander";
import { quote } from "shlex";
import type { CommandContext } from "../command-context.ts";
import type { Program } from "../commands/define-command.ts";
import { type ExitCode, exitCodes, usageError } from "../errors.ts";
import { visible } from "../text/visible.ts";
import { versions } from "../version.ts";
import { commandGroups, lastGroup } from "./commands.ts";
import { refuseOptionsTakenByNpm } from "./npm-options.ts";
import { printError } from "./print-error.ts";
import { splitTaskArguments } from "./task-arguments.ts";

interface CommandResult {
  readonly exitCode: ExitCode;
  /** The error that ended the command, after it was printed. */
  readonly error?: unknown;
}

/** Runs the command line `words` and prints an error that ends it. */
export const main = async (words: readonly string[], context: CommandContext): Promise<CommandResult> => {
  let exitCode: ExitCode = exitCodes.ok;
  const run = async (work: Promise<ExitCode>): Promise<void> => {
    exitCode = await work;
  };
  const taskArgs: string[] = [];
  const all = program({ context, taskArgs, run }, versionText(words.includes("--json")));
  try {
    const split = splitTaskArguments(words, all);
    taskArgs.push(...split.taskArgs);
    if (split.isImplicit)
      context.terminal.stderr.write(visible(`Task arguments: ${taskArgs.map(quote).join(" ")}\n`));
    if (words.length === 0) all.outputHelp();
    else await all.parseAsync(split.own, { from: "user" });
    return { exitCode };
  } catch (error) {
    exitCode = printError(error, context);
    return exitCode === exitCodes.ok ? { exitCode } : { exitCode, error };
  }
};

const versionText = (isJson: boolean): string => {
  const { version, node, platform, arch } = versions;
  return isJson ? JSON.stringify(versions) : `azbatch ${version} (Node ${node}, ${platform}-${arch})`;
};

const program = (parts: Program, version: string): Command => {
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
    .version(version, "-V, --version", "show the versions of azbatch and Node; with --json as JSON")
    .helpOption("-h, --help", "show help")
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .enablePositionalOptions()
    .hook("preAction", (_, command) => {
      if (command.name() !== "submit" && parts.taskArgs.length > 0)
        throw usageError(
          "UnexpectedTaskArguments",
          `${command.name()}: expected no arguments after --, got ${parts.taskArgs.join(" ")}`,
        );
      refuseOptionsTakenByNpm(command, parts.context.env);
    });
  for (const [heading, commands] of Object.entries(commandGroups))
    for (const define of commands) all.addCommand(define(parts).helpGroup(heading));
  all.addHelpCommand(
    new Command("help").argument("[command]").description("Show help for a command.").helpGroup(lastGroup),
  );
  for (const command of all.commands) {
    command.copyInheritedSettings(all);
    command.showHelpAfterError(`Usage: ${command.createHelp().commandUsage(command)}`);
  }
  return all;
};
