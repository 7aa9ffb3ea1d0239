interface Submit {
  readonly workload: string;
  /** `--input`. */
  readonly inputs: readonly string[];
  /** `--requirements`. */
  readonly requirements?: string | undefined;
  /** `--retries`. */
  readonly retries?: number | undefined;
  /** `--max-fails`. */
  readonly maxFails?: number | string | undefined;
  /** `--max-cost`. */
  readonly maxCost?: number | undefined;
  readonly nodePrice?: number | undefined;
  /** Task arguments. */
  readonly args: readonly string[];
}

/** Returns the words of the command line that submits the same work, with `…` for inputs or arguments that are too long to repeat. */
export const submitWords = ({ workload, inputs, args, ...given }: Submit): string[] => [
  ...["submit", workload],
  ...(inputs.length > 0 ? ["--input", ...ifShort(inputs)] : []),
  ...flag("--requirements", given.requirements),
  ...flag("--retries", given.retries),
  ...flag("--max-fails", given.maxFails),
  ...flag("--max-cost", given.maxCost),
  ...flag("--node-price", given.nodePrice),
  ...(args.length > 0 ? ["--", ...ifShort(args)] : []),
];

const flag = (name: string, value: string | number | undefined): string[] =>
  value === undefined ? [] : [name, String(value)];

/** Characters of words to repeat: the shell may have expanded a glob, or an argument may be a script. */
const mostCharacters = 200;

const ifShort = (words: readonly string[]): readonly string[] =>
  words.join(" ").length > mostCharacters || words.some((word) => word.includes("\n")) ? ["…"] : words;
