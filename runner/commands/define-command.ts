import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import type { ExitCode } from "../errors.ts";

/** Arguments of a command's definition. */
export interface Program {
  readonly context: CommandContext;
  /** Words after `--`; only `submit` accepts any. */
  readonly taskArgs: readonly string[];
  /** Awaits the command, whose exit code becomes the program's. */
  readonly run: (work: Promise<ExitCode>) => Promise<void>;
}

/** Defines a command: options, help and action. `runner/cli/main.ts` lists all commands. */
export type DefineCommand = (program: Program) => Command;
