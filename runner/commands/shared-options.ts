import { type Command, Option } from "commander";
import { usageError } from "../errors.ts";
import type { SessionOptions } from "../run/session.ts";
import { defaultOut } from "../ui/follow-up.ts";

/** What each command that looks at an environment gets from its flags. */
export type SharedFlags = SessionOptions;

/** The options of each command that looks at an environment. Goes last, so that help lists a command's own first. */
export const withSharedOptions = (command: Command): Command =>
  command
    .option("--stack <name>", "Pulumi stack to run on (default: the selected one)")
    .addOption(
      new Option("--outputs <file>", "what pulumi stack output --json --show-secrets said").conflicts(
        "stack",
      ),
    )
    .addOption(
      new Option("--local", "run on the local cloud, also where a stack is selected").conflicts([
        "stack",
        "outputs",
      ]),
    )
    .option("--json", "print events as JSON to standard output, one a line");

export const outOption = (): Option =>
  new Option("-o, --out <folder>", "where results go, in a folder for each run").default(defaultOut);

/** An option's value as a number from 1; `flag` is named in the error. */
export const wholeNumber = (text: string, flag: string): number => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw usageError("InvalidNumber", `${flag}: expected a whole number from 1, found "${text}"`);
};
