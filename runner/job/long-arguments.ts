import { quote } from "shlex";
import type { ManifestTask } from "../manifest/manifest.ts";
import { argumentsFile } from "../manifest/reserved-names.ts";

type Arguments = Pick<ManifestTask, "args">;

/**
 * Most characters of arguments in a task's script. The script itself is one argument, for which Linux allows 131,072 bytes; Azure
 * documents no limit for a command line.
 */
const mostCharacters = 16_384;

/** Whether a task reads its arguments from a file. */
export const hasLongArguments = ({ args }: Arguments): boolean => {
  const characters = args.reduce((sum, { length }) => sum + length, 0);
  if (characters > mostCharacters) return true;
  // A quoted quote takes five characters.
  return characters * 5 > mostCharacters && args.map(quote).join(" ").length > mostCharacters;
};

/** Returns the file's content: each argument with a NUL at its end, which no argument can contain. */
export const argumentsText = ({ args }: Arguments): string => args.map((arg) => `${arg}\0`).join("");

/** Bash line that reads the file into an array. `mapfile -d` needs a newer bash than some images have. */
export const readArguments = `arguments=(); while IFS= read -r -d '' each; do arguments+=("$each"); done < ${argumentsFile}`;

/** Bash words that expand to the array. */
export const argumentWords = '"${arguments[@]}"';
