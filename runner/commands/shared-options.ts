import { Argument, type Command, Option } from "commander";
import { usageError } from "../errors.ts";
import type { SessionOptions } from "../run/session.ts";

/** Flags of every command that uses an environment. */
export type SharedFlags = SessionOptions;

/** Adds the options of every command that uses an environment. Call it last, so that help lists the command's options first. */
export const withSharedOptions = (command: Command): Command =>
  command
    .option("--stack <name>", "use this Pulumi stack (default: the selected one)")
    .addOption(
      new Option("--outputs <file>", "use the output of pulumi stack output --json --show-secrets").conflicts(
        "stack",
      ),
    )
    .addOption(
      new Option("--local", "use the local cloud even if a stack is selected").conflicts([
        "stack",
        "outputs",
      ]),
    )
    .option("--json", "print events to stdout, one JSON object per line");

/** `[job]`: the run that a command uses, as `findRun` takes it. */
export const jobArgument = (): Argument =>
  new Argument("[job]", "job id, its beginning or end, a workload, or last (default: the newest run)");

export const outOption = (): Option =>
  new Option(
    "-o, --out <folder>",
    "folder for results; each run gets a folder in it (default: out in the project)",
  );

export const timeoutOption = (value: string): Option =>
  new Option("--timeout <duration>", "longest time to wait, such as 90s, 20m or 1h30m").default(value, value);

export const maxTasksOption = (): Option =>
  new Option("--max-tasks <number>", "refuse a run with more tasks").default("100000", "100000");

export const maxFailsOption = (): Option =>
  new Option(
    "--max-fails <limit>",
    "end the run when more tasks have failed: a number, or a percentage such as 10%",
  );

export const maxCostOption = (): Option =>
  new Option(
    "--max-cost <amount>",
    "refuse a run whose estimated cost is higher, and end it when its cost is",
  );

/** Flags of commands that show costs. */
export interface GivenPrice {
  readonly offline?: boolean;
  readonly nodePrice?: string;
}

/** Adds the options of commands that show costs. */
export const withPriceOptions = (command: Command): Command =>
  command
    .option("--node-price <number>", "hourly price of a node, instead of Azure's list price")
    .option("--offline", "take list prices from this machine, without a request to Azure");

/** Has both fields, so that it replaces the given ones. */
interface ParsedPrice {
  readonly offline: boolean | undefined;
  readonly nodePrice: number | undefined;
}

/**
 * Parses the options of commands that show costs.
 *
 * @throws RunnerError `InvalidNumber`.
 */
export const parsePrice = ({ offline, nodePrice: text }: GivenPrice): ParsedPrice => {
  if (text === undefined) return { offline, nodePrice: undefined };
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text)) return { offline, nodePrice: Number(text) };
  throw usageError("InvalidNumber", `--node-price: expected a price such as 0.096, got "${text}"`);
};

/** Returns the value of an option as a number of at least `from`. `flag` is named in the error. */
export const wholeNumber = (
  text: string,
  { flag, from }: { readonly flag: string; readonly from: number },
): number => {
  if (/^\d{1,9}$/.test(text) && Number(text) >= from) return Number(text);
  throw usageError("InvalidNumber", `${flag}: expected a whole number of at least ${from}, got "${text}"`);
};
