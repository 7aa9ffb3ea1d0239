import { bracesIn } from "../../../task/fill.ts";
import { usageError } from "../../errors.ts";
import { commandWords } from "./command-words.ts";
import { isOurs, type Known } from "./placeholders.ts";

const shells = /^(?:.*\/)?(?:ba|da|k|z|a)?sh$/;

/**
 * Refuses values in the script of another shell, as in `bash -c 'wc {}'`: that shell would interpret a file's name. Numbers are safe.
 *
 * @throws RunnerError `PlaceholderInQuotes`.
 */
export const refuseNestedScripts = (command: string, known: Known, where: string): void => {
  for (const { raw, role, program, before } of commandWords(command)) {
    const isScript = shells.test(program ?? "") && /^-[a-z]*c$/.test(before.at(-1) ?? "");
    if (role !== "argument" || !isScript) continue;
    const value = bracesIn(raw).find(
      (braces) => !braces.isEscaped && isOurs(braces, known) && isText(braces.name, known),
    );
    if (value === undefined) continue;
    const [name, shell] = [`{${value.name}}`, program ?? "bash"];
    throw usageError(
      "PlaceholderInQuotes",
      `${where}: ${name} is in the script of ${shell} -c, which would interpret the value as a part of the script`,
      `Pass it as an argument, such as: ${shell} -c 'wc "$1"' ${shell} ${name}`,
    );
  }
};

const isText = (name: string, { columns }: Known): boolean =>
  columns.includes(name) || (name !== "#" && name !== "index");
