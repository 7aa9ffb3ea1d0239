import type { RunFlags } from "./run-flags.ts";

/** Options to repeat. Variables are left out, because they may be secret. */
const repeated = [
  "output",
  "optionalOutput",
  "tasks",
  "inputColumn",
  "delimiter",
  "encoding",
  "count",
  "files",
  "then",
  "thenOutput",
  "retries",
  "taskTimeout",
  "slots",
  "image",
  "name",
  "taskName",
  "requirements",
  "maxFails",
  "maxCost",
  "nodePrice",
] as const satisfies readonly (keyof RunFlags)[];

/** Characters of a command line to repeat. */
const mostCharacters = 100;

interface Words {
  readonly command: string;
  readonly inputs: readonly string[];
  readonly flags: RunFlags;
}

/** Returns the words of the command line that runs the same command again, with `…` for what is too long to repeat. */
export const runAgain = ({ command, inputs, flags }: Words): string[] => {
  const options = repeated.flatMap((key) => {
    const name = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return [flags[key] ?? []].flat().flatMap((value) => [name, value]);
  });
  const words = ["run", command, ...inputs, ...options, ...(flags.env === undefined ? [] : ["…"])];
  return words.join(" ").length > mostCharacters || command.includes("\n")
    ? ["run", command.length > mostCharacters || command.includes("\n") ? "…" : command, "…"]
    : words;
};
