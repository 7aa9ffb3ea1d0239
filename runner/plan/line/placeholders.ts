import { closest, distance } from "fastest-levenshtein";
import { type Braces, bracesIn, isFilePlaceholder, isPlaceholderName } from "../../../task/fill.ts";
import { usageError } from "../../errors.ts";

/** Placeholders that a command line's tasks have values for. */
export interface Known {
  /** Columns of the table, if the tasks are its rows. */
  readonly columns: readonly string[];
  /** Columns whose cells name input files. */
  readonly fileColumns?: readonly string[] | undefined;
  /** Whether each task has an input file. */
  readonly hasFile: boolean;
  /** Placeholders of this command only, such as `outputs`. */
  readonly own?: readonly string[] | undefined;
  /** Whether a task has no number, as a merge. */
  readonly isSingle?: boolean | undefined;
}

const isKnown = (name: string, { columns, hasFile, own = [], isSingle = false }: Known): boolean =>
  columns.includes(name) ||
  own.includes(name) ||
  (isFilePlaceholder(name) ? hasFile : !isSingle && (name === "#" || name === "index"));

/** Whether this pair of braces stands for a value, or for a literal pair of braces. All others are left unchanged. */
export const isOurs = ({ name, isEscaped }: Braces, known: Known): boolean =>
  isKnown(name, known) || (isEscaped && isPlaceholderName(name));

/** Most edits between a misspelt name and the right one. */
const mostEdits = 2;

/** Returns the known name that this one may be a misspelling of. */
const similarName = (name: string, known: Known): string | undefined => {
  const names = [...known.columns, ...(known.own ?? []), ...(known.isSingle ? [] : ["index"])];
  const near = closest(name, names);
  const isNear = near !== undefined && distance(name.toLowerCase(), near.toLowerCase()) <= mostEdits;
  return isNear && near.length > mostEdits ? near : undefined;
};

/**
 * Refuses a placeholder that no task has a value for.
 *
 * @param where The option or command with the template, named in the error.
 * @param isCode Whether the braces are in quotes, where they may belong to a program's text, such as awk's or Python's. Then only a
 * misspelt name is refused.
 * @throws RunnerError `UnknownPlaceholder`.
 */
export const checkPlaceholder = (
  { name, isEscaped }: Braces,
  known: Known,
  { where, isCode = false }: { readonly where: string; readonly isCode?: boolean },
): void => {
  if (isEscaped || isKnown(name, known) || !isPlaceholderName(name)) return;
  const near = similarName(name, known);
  if (isCode && near === undefined && !isFilePlaceholder(name) && name !== "#") return;
  const literal = `For a literal {${name}}, write {{${name}}}.`;
  const what = `${where}: {${name}}`;
  if (known.isSingle)
    throw usageError(
      "UnknownPlaceholder",
      `${what}: expected {outputs}, the only placeholder of a merge`,
      literal,
    );
  if (isFilePlaceholder(name))
    throw usageError(
      "UnknownPlaceholder",
      `${what} stands for an input file, but the tasks have none`,
      known.columns.length > 0
        ? `Use a column: ${listOf(known.columns)}. If one names files, pass --input-column <name>. ${literal}`
        : `Use {index}, or name input files after the command. ${literal}`,
    );
  const suggestion = near === undefined ? "" : `; did you mean {${near}}?`;
  throw usageError(
    "UnknownPlaceholder",
    `${what} is not a ${known.columns.length > 0 ? "column" : "placeholder"}${suggestion}`,
    `Placeholders: ${listOf([...known.columns, ...(known.hasFile ? ["", ".", "/", "//", "/."] : []), "index", "#"])}. ${literal}`,
  );
};

const listOf = (names: readonly string[]): string =>
  [...new Set(names)].map((name) => `{${name}}`).join(", ");

/** Returns the names of a template's placeholders, checked. */
export const placeholdersOf = (template: string, known: Known, where: string): string[] =>
  bracesIn(template).flatMap((braces) => {
    checkPlaceholder(braces, known, { where });
    return !braces.isEscaped && isKnown(braces.name, known) ? [braces.name] : [];
  });
