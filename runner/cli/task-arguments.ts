import type { Command, Option } from "commander";
import { distance } from "fastest-levenshtein";
import { usageError } from "../errors.ts";

interface SplitWords {
  /** Words for the program. */
  readonly own: readonly string[];
  readonly taskArgs: readonly string[];
  /** Whether the task arguments begin without `--`. */
  readonly isImplicit: boolean;
}

/**
 * Splits the words of a command line into those of the program and the arguments for the tasks. These follow `--`, or begin with the first
 * option after the workload that `submit` doesn't have. An option that resembles one of `submit` is left to the parser, which refuses it.
 *
 * @throws RunnerError `OptionAfterTaskArguments` for an option of `submit`, or a similar one, among task arguments without `--`: it would
 * have no effect, and a run instead of a preview is expensive. `WordsLeftOut` for the `…` of a suggested command line.
 */
export const splitTaskArguments = (words: readonly string[], program: Command): SplitWords => {
  const end = words.indexOf("--");
  refuseLeftOut(words, end);
  if (end !== -1) return { own: words.slice(0, end), taskArgs: words.slice(end + 1), isImplicit: false };
  const [name, ...rest] = words;
  const submit = program.commands.find((command) => command.name() === "submit" && name === "submit");
  const start = submit && startOf(rest, submit);
  if (submit === undefined || start === undefined) return { own: words, taskArgs: [], isImplicit: false };
  const taskArgs = rest.slice(start);
  refuseOwnOptions(taskArgs, submit);
  return { own: words.slice(0, start + 1), taskArgs, isImplicit: true };
};

/** In suggested command lines, stands for words that are too long to repeat: `submit w --input …`, `run …`, `submit w -- …`. */
const leftOut = "…";

const refuseLeftOut = (words: readonly string[], end: number): void => {
  const own = end === -1 ? words : words.slice(0, end);
  const taskArgs = end === -1 ? [] : words.slice(end + 1);
  const isCopied = own.includes(leftOut) || (taskArgs.length === 1 && taskArgs[0] === leftOut);
  if (!isCopied || !["submit", "run"].includes(words[0] ?? "")) return;
  throw usageError(
    "WordsLeftOut",
    `${leftOut}: expected the words that it stands for, got ${leftOut}`,
    `Replace ${leftOut} with the words of your earlier command line. Your shell's history has them.`,
  );
};

/** Returns the index of the first option after the workload that the command doesn't have, if any. */
const startOf = (words: readonly string[], command: Command): number | undefined => {
  let hasWorkload = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (!isOption(word)) hasWorkload = true;
    else if (isHelp(word)) continue;
    else {
      const option = optionOf(word, command);
      if (option === undefined)
        return hasWorkload && similarOption(word, command) === undefined ? i : undefined;
      i += valuesAfter(option, word, words.slice(i + 1));
    }
  }
  return undefined;
};

const isOption = (word: string): boolean => word.startsWith("-") && word !== "-";

const isHelp = (word: string): boolean => word === "-h" || word === "--help";

/** `--out=x` is `--out`, `-ox` and `-dn` begin with `-o` and `-d`. */
const nameOf = (word: string): string =>
  word.startsWith("--") ? (word.split("=", 1)[0] ?? word) : word.slice(0, 2);

const optionOf = (word: string, { options }: Command): Option | undefined =>
  options.find(({ long, short }) => [long, short].includes(nameOf(word)));

/** Returns how many of the following words are values of the option. */
const valuesAfter = (option: Option, word: string, next: readonly string[]): number => {
  if (!(option.required || option.optional) || word.length > nameOf(word).length) return 0;
  const other = next.findIndex(isOption);
  const values = other === -1 ? next.length : other;
  if (option.variadic) return option.required ? Math.max(1, values) : values;
  return option.required ? Math.min(1, next.length) : Math.min(1, values);
};

/** Shortest beginning of an option that counts as its abbreviation. Also excludes short options. */
const shortest = "--x".length;

/** Returns the option that the word is a misspelling, an abbreviation or another case of. */
const similarOption = (word: string, { options }: Command): string | undefined => {
  const name = nameOf(word);
  const length = name.length - "--".length;
  return options
    .flatMap(({ long, short }) => [long, short])
    .filter((known) => known !== undefined)
    .find((known) => {
      if (!name.startsWith("--")) return known.toLowerCase() === name.toLowerCase();
      if (name.length >= shortest && known.startsWith(name)) return true;
      return distance(known, name) <= Math.min(2, Math.ceil(length / 3));
    });
};

const ownOption = (word: string, submit: Command): string | undefined =>
  optionOf(word, submit) === undefined ? undefined : nameOf(word);

const refuseOwnOptions = (taskArgs: readonly string[], submit: Command): void => {
  const [first = ""] = taskArgs;
  for (const word of taskArgs.filter(isOption)) {
    const meant = isHelp(word) ? word : (ownOption(word, submit) ?? similarOption(word, submit));
    if (meant === undefined) continue;
    throw usageError(
      "OptionAfterTaskArguments",
      nameOf(word) === meant
        ? `${meant}: expected before the task arguments, got it after ${first}`
        : `${nameOf(word)}: expected a task argument, got a word that resembles ${meant}`,
      `Put ${meant} before ${first}. To pass ${nameOf(word)} to the tasks, put -- before ${first}.`,
    );
  }
};
