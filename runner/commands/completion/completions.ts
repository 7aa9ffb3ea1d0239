import type { Argument, Command, Option } from "commander";

/** Values that a shell offers for a word. */
export type Values =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "files" }
  /** `last`, workloads, and ids of runs whose results are on this machine: querying Batch is too slow for a key press. */
  | { readonly kind: "jobs"; readonly words: readonly string[] }
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
export const completions = (program: Command, workloads: readonly string[]): CompletedCommand[] => [
  ...program.commands.map((command) => completedCommand(command, workloads)),
  helpOf(program),
];

const completedCommand = (command: Command, workloads: readonly string[]): CompletedCommand => ({
  name: command.name(),
  description: firstSentence(command.description()),
  options: [
    ...command.options.map((option) => completedOption(option, workloads)),
    { flags: ["-h", "--help"], description: "help", value: undefined },
  ],
  argument: valuesOfArgument(command.registeredArguments[0], workloads),
});

const helpOf = ({ commands }: Command): CompletedCommand => ({
  name: "help",
  description: "Show help for a command",
  options: [],
  argument: { kind: "words", words: commands.map((command) => command.name()) },
});

const completedOption = (
  { short, long, description, argChoices, required, optional }: Option,
  workloads: readonly string[],
): CompletedOption => {
  const flags = [short, long].filter((flag) => flag !== undefined);
  const takesValue = required || optional;
  return {
    flags,
    description: firstSentence(description),
    value: takesValue ? valuesOf(long, argChoices, workloads) : undefined,
  };
};

const files = ["--input", "--out", "--outputs"];
const jobs = ["--resume", "--only-failed"];

const valuesOf = (
  flag: string | undefined,
  choices: readonly string[] | undefined,
  workloads: readonly string[],
): Values => {
  if (choices !== undefined) return { kind: "words", words: choices };
  if (flag !== undefined && files.includes(flag)) return { kind: "files" };
  if (flag === "--workload") return { kind: "words", words: workloads };
  return flag !== undefined && jobs.includes(flag) ? jobValues(workloads) : { kind: "nothing" };
};

/** Commands of `local`, whose other words its program parses. */
const localWords = ["start", "status", "stop", "attach"];

const jobValues = (workloads: readonly string[]): Values => ({ kind: "jobs", words: ["last", ...workloads] });

const valuesOfArgument = (argument: Argument | undefined, workloads: readonly string[]): Values => {
  if (argument === undefined) return { kind: "nothing" };
  if (argument.argChoices !== undefined) return { kind: "words", words: argument.argChoices };
  if (argument.name() === "workload") return { kind: "words", words: workloads };
  if (argument.name() === "words") return { kind: "words", words: localWords };
  return argument.name() === "job" ? jobValues(workloads) : { kind: "nothing" };
};

/** Returns the first sentence without characters that shells interpret. */
const firstSentence = (text: string): string =>
  (text.split(/[.;:(,]/, 1)[0] ?? "").replace(/[^\w ./-]/g, "").trim();
