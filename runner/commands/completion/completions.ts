import type { Argument, Command, Option } from "commander";

/** Values that a shell offers for a word. */
export type Values =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "files" }
  /** Ids of runs whose results are on this machine: querying Batch is too slow for a key press. */
  | { readonly kind: "jobs" }
  | { readonly kind: "nothing" };

export interface CompletedOption {
  /** Such as `-o` and `--out`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Undefined for an option without a value. */
  readonly value: Values | undefined;
}

export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** Values of the command's argument. */
  readonly argument: Values;
}

/** Returns the completions of the program's commands. */
export const completions = (program: Command, workloads: readonly string[]): CompletedCommand[] =>
  program.commands.map((command) => ({
    name: command.name(),
    description: firstSentence(command.description()),
    options: [
      ...command.options.map(completedOption),
      { flags: ["-h", "--help"], description: "help", value: undefined },
    ],
    argument: valuesOfArgument(command.registeredArguments[0], workloads),
  }));

const completedOption = ({
  short,
  long,
  description,
  argChoices,
  required,
  optional,
}: Option): CompletedOption => {
  const flags = [short, long].filter((flag) => flag !== undefined);
  const takesValue = required || optional;
  return {
    flags,
    description: firstSentence(description),
    value: takesValue ? valuesOf(long, argChoices) : undefined,
  };
};

const files = ["--input", "--out", "--outputs"];
const jobs = ["--resume", "--only-failed"];

const valuesOf = (flag: string | undefined, choices: readonly string[] | undefined): Values => {
  if (choices !== undefined) return { kind: "words", words: choices };
  if (flag !== undefined && files.includes(flag)) return { kind: "files" };
  return { kind: flag !== undefined && jobs.includes(flag) ? "jobs" : "nothing" };
};

const valuesOfArgument = (argument: Argument | undefined, workloads: readonly string[]): Values => {
  if (argument === undefined) return { kind: "nothing" };
  if (argument.argChoices !== undefined) return { kind: "words", words: argument.argChoices };
  if (argument.name() === "workload") return { kind: "words", words: workloads };
  return { kind: argument.name() === "job" ? "jobs" : "nothing" };
};

/** Returns the first sentence without characters that shells interpret. */
const firstSentence = (text: string): string =>
  (text.split(/[.;:(,]/, 1)[0] ?? "").replace(/[^\w ./-]/g, "").trim();
