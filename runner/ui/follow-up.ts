import { quote } from "shlex";
import type { CommandContext } from "../command-context.ts";
import type { EnvironmentFlags } from "../environment/choose-environment.ts";

/** Flags that select the environment and the folder for results. */
export interface FollowUpFlags extends EnvironmentFlags {
  readonly out?: string | undefined;
}

/** Returns a command line to copy: a command, words, and the flags of the command that prints it. Flags precede a word `--`. */
export type FollowUp = (command: string, ...words: readonly string[]) => string;

const commandsWithOut = ["submit", "download", "report", "retry"];

export const followUps =
  ({ stack, outputs, local, out }: FollowUpFlags, env: CommandContext["env"]): FollowUp =>
  (command, ...words) => {
    const ownOut = commandsWithOut.includes(command) && !words.includes("--out") ? out : undefined;
    const flags = Object.entries({ stack, outputs, out: ownOut });
    const given = flags.flatMap(([flag, value]) =>
      value === undefined ? [] : [`--${flag} ${quote(value)}`],
    );
    if (local) given.push("--local");
    const end = words.includes("--") ? words.indexOf("--") : words.length;
    return [startOf(command, env), ...words.slice(0, end), ...given, ...words.slice(end)].join(" ");
  };

/** The shell function of `completion` sets `AZBATCH_COMMAND`. npx finds the program in any folder of a project. */
const startOf = (command: string, { AZBATCH_COMMAND }: CommandContext["env"]): string =>
  `${AZBATCH_COMMAND || "npx azbatch"} ${command}`;
