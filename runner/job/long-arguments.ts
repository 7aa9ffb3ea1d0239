import { quote } from "shlex";
import type { ManifestTask } from "../manifest/manifest.ts";
import { argumentsFile } from "../manifest/reserved-names.ts";

type Arguments = Pick<ManifestTask, "args">;

/**
 * Characters of arguments that stay in a task's script, which is one argument itself: Linux takes 131,072 bytes of one, and
 * Azure documents no limit of a command line.
 */
const mostCharacters = 16_384;

/** Whether a task's arguments come to it in a file. */
export const hasLongArguments = ({ args }: Arguments): boolean => {
  const characters = args.reduce((sum, { length }) => sum + length, 0);
  if (characters > mostCharacters) return true;
  // A quote becomes five characters.
  return characters * 5 > mostCharacters && args.map(quote).join(" ").length > mostCharacters;
};

/** The file: each argument with a NUL at its end, which no argument can have. */
export const argumentsText = ({ args }: Arguments): string => args.map((arg) => `${arg}\0`).join("");

/** A line for bash that reads the file into an array. `mapfile -d` needs a newer bash than some images have. */
export const readArguments = `arguments=(); while IFS= read -r -d '' each; do arguments+=("$each"); done < ${argumentsFile}`;

/** The array as words of a command. */
export const argumentWords = '"${arguments[@]}"';
