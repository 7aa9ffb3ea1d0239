import { readFile, stat } from "node:fs/promises";
import { split } from "shlex";
import { usageError } from "../../errors.ts";
import type { Shipped } from "../../plan/line/shipped.ts";
import { readable } from "../../text/escape-controls.ts";

/** Larger files are programs. Bytes. */
const largestScript = 1024 * 1024;

/**
 * Returns the words of the lines `#BATCH --output …` in a script. They are comments, `#` or `//`, before the first line of code.
 *
 * @throws RunnerError `InvalidScriptOption` if a line has an open quote.
 */
export const scriptOptions = async ({ path, name }: Shipped): Promise<string[]> => {
  const what = await stat(path);
  if (!what.isFile() || what.size > largestScript) return [];
  const lines = (await readFile(path, "utf8")).split(/\r?\n/);
  return headOf(lines).flatMap((line, i) => {
    const [, words] = /^\s*(?:#|\/\/)\s*BATCH\s+(.*)$/.exec(line) ?? [];
    if (words === undefined) return [];
    try {
      return split(words);
    } catch {
      throw usageError(
        "InvalidScriptOption",
        `${readable(name)}:${i + 1}: expected options as in a shell, got an open quote`,
      );
    }
  });
};

/** Returns the lines before the first line of code. */
const headOf = (lines: readonly string[]): readonly string[] => {
  const code = lines.findIndex((line) => !/^\s*($|#|\/\/)/.test(line));
  return code === -1 ? lines : lines.slice(0, code);
};
