import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import type { ExitCode } from "../errors.ts";

/** What a command's definition gets. */
export interface Program {
  readonly context: CommandContext;
  /** What follows `--`; only `submit` takes any. */
  readonly taskArgs: readonly string[];
  /** Waits for a command's work, whose exit code becomes the program's. */
  readonly run: (work: Promise<ExitCode>) => Promise<void>;
}

/** A command's words, options and help, and what they start. `runner/cli/main.ts` lists all of them. */
export type DefineCommand = (program: Program) => Command;
