import { quote } from "shlex";
import type { CommandContext } from "../command-context.ts";
import type { EnvironmentFlags } from "../environment/choose-environment.ts";

/** Folder for results unless `--out` names another. */
export const defaultOut = "out";

/** What leads back to the same environment and the same folder of results. */
export interface FollowUpFlags extends EnvironmentFlags {
  readonly out?: string | undefined;
}

/** A command line as the user would type it, with these words and the flags of the command that prints it. */
export type FollowUp = (command: string, ...words: readonly string[]) => string;

const commandsWithOut = ["submit", "download", "retry"];

export const followUps =
  ({ stack, outputs, local, out }: FollowUpFlags, env: CommandContext["env"]): FollowUp =>
  (command, ...words) => {
    const ownOut = commandsWithOut.includes(command) && out !== defaultOut ? out : undefined;
    const flags = Object.entries({ stack, outputs, out: ownOut });
    const given = flags.flatMap(([flag, value]) =>
      value === undefined ? [] : [`--${flag} ${quote(value)}`],
    );
    if (local) given.push("--local");
    return [startOf(command, env), ...words, ...given].join(" ").replace(/ --$/, "");
  };

/** As the user started the program: `BATCH_COMMAND` is set by the function that `completion` defines, the other by npx. */
const startOf = (command: string, { BATCH_COMMAND, npm_lifecycle_script }: CommandContext["env"]): string => {
  if (BATCH_COMMAND) return `${BATCH_COMMAND} ${command}`;
  return /^'?batch\b/.test(npm_lifecycle_script ?? "") ? `npx batch ${command}` : `npm run ${command} --`;
};
