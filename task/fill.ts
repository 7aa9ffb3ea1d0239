import { posix } from "node:path";
import type { InputFile } from "./workload.ts";

/** Values of a task for the placeholders of a template. */
export interface TaskValues {
  /** Path of the task's input file in its working directory. */
  readonly file?: string | undefined;
  /** Cells by column. */
  readonly row?: Readonly<Record<string, string>> | undefined;
  /** Number of the task, from 0. */
  readonly index: number;
}

/** Placeholders of GNU parallel, each with a function of the input's path. */
const ofFile: Readonly<Record<string, (path: string) => string>> = {
  "": (path) => path,
  ".": (path) => withoutExtension(path),
  "/": (path) => baseOf(path),
  "//": (path) => path.slice(0, Math.max(0, path.lastIndexOf("/"))) || ".",
  "/.": (path) => withoutExtension(baseOf(path)),
};

const baseOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Keeps a dot at the start of a name: `.profile` has no extension. */
const withoutExtension = (path: string): string => path.replace(/(?<=[^/])\.[^./]*$/, "");

/** `${VAR}`, which is the shell's; `{{name}}`, which stands for a literal `{name}`; or `{name}`. */
const braces = /\$\{|\{\{([^{}\n]*)\}\}|\{([^{}\n]*)\}/g;

/** A pair of braces in a template. */
export interface Braces {
  /** Text between the braces. */
  readonly name: string;
  /** `{{name}}`: not a placeholder. */
  readonly isEscaped: boolean;
  readonly start: number;
  readonly end: number;
}

/** Returns the pairs of braces that may be placeholders, in order. Those of shell variables, `${VAR}`, are left out. */
export const bracesIn = (template: string): Braces[] =>
  Array.from(template.matchAll(braces), ({ 0: text, 1: escaped, 2: plain, index }) => {
    const name = plain ?? escaped;
    return name === undefined
      ? []
      : [{ name, isEscaped: plain === undefined, start: index, end: index + text.length }];
  }).flat();

/** Whether a placeholder stands for a task's input file or a part of its path: `{}`, `{.}`, `{/}`, `{//}`, `{/.}`. */
export const isFilePlaceholder = (name: string): boolean => Object.hasOwn(ofFile, name);

/** Whether the text between braces looks like a placeholder: a symbol, or a word such as a column's name. */
export const isPlaceholderName = (name: string): boolean =>
  isFilePlaceholder(name) || name === "#" || /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(name);

/** Returns a placeholder's value, or undefined if the task has none of this name. A column is preferred to `index`. */
export const placeholderValue = (name: string, { file, row, index }: TaskValues): string | undefined => {
  if (row !== undefined && Object.hasOwn(row, name)) return row[name];
  if (isFilePlaceholder(name)) return file === undefined ? undefined : ofFile[name]?.(file);
  if (name === "index") return String(index);
  return name === "#" ? String(index + 1) : undefined;
};

/**
 * Returns a template with its placeholders replaced: `{}`, `{.}`, `{/}`, `{//}`, `{/.}` by the input's path or a part of it as in
 * GNU parallel, `{index}` by the task's number from 0, `{#}` by its number from 1, `{name}` by the cell of a column. `{{name}}`
 * stands for a literal `{name}`.
 *
 * @throws Error if the template has a placeholder without a value
 */
export const fill = (template: string, values: TaskValues): string =>
  replaced(template, values, (text) => text);

/** Like `fill`, for a pattern of `matching`: wildcards in values match only themselves. */
export const fillPattern = (template: string, values: TaskValues): string =>
  posix.normalize(replaced(template, values, (text) => text.replace(/[*?[\]]/g, "[$&]")));

/** Like `fill`, for the path of an output: without empty parts, such as `./`. */
export const fillPath = (template: string, values: TaskValues): string =>
  posix.normalize(fill(template, values));

/** Like `fill`, for a task's name, which becomes a folder: letters, digits and `._=,+@-`; all else becomes `_`. */
export const fillName = (template: string, values: TaskValues): string =>
  fill(template, values)
    .replace(/[^\p{L}\p{M}\p{N}._=,+@-]+/gu, "_")
    .slice(0, longestName);

/** Characters. */
const longestName = 120;

/** Like `fill`, for an argument that is a path: `./` precedes a dash, which a program could take for the start of an option. */
export const fillArgument = (template: string, values: TaskValues): string =>
  fill(template, values).replace(/^-/, "./-");

const replaced = (template: string, values: TaskValues, edit: (value: string) => string): string => {
  let text = "";
  let from = 0;
  for (const { name, isEscaped, start, end } of bracesIn(template)) {
    text += template.slice(from, start);
    from = end;
    const value = placeholderValue(name, values);
    if (value === undefined && !isPlaceholderName(name)) text += template.slice(start, end);
    else if (isEscaped) text += `{${name}}`;
    else {
      if (value === undefined) throw new Error(`"${template}": the task has no value for {${name}}`);
      text += edit(value);
    }
  }
  return text + template.slice(from);
};

/**
 * Returns a function that finds an input by its path in a table, which is relative to the workload's `inputFolder`.
 *
 * @throws Error if the run has no such input
 */
export const inputsByPath = (inputs: readonly InputFile[]): ((path: string) => InputFile) => {
  const byName = new Map(inputs.map((input) => [input.name, input]));
  return (path) => {
    const found = byName.get(posix.normalize(path).replace(/^(\.\.\/)+|^\/+/, ""));
    if (found === undefined) throw new Error(`expected an input of this run, got "${path}"`);
    return found;
  };
};

/** The input files of a row, and what the placeholders stand for. */
export interface RowValues {
  readonly files: readonly InputFile[];
  readonly values: TaskValues;
}

/**
 * Returns the input files that a row's cells name in these columns, and the values of its task. A blank cell names no file. With one
 * such column, `{}` is its file.
 *
 * @param fileAt Returns the input at a path, such as the function that `inputsByPath` returns
 */
export const rowValues = (
  row: Readonly<Record<string, string>>,
  index: number,
  { columns, fileAt }: { readonly columns: readonly string[]; readonly fileAt: (path: string) => InputFile },
): RowValues => {
  const found = new Map<string, InputFile>();
  for (const column of columns) if (row[column]) found.set(column, fileAt(row[column]));
  const names = Object.fromEntries(Array.from(found, ([column, { name }]) => [column, name]));
  const [only = "", ...others] = columns;
  const file = only !== "" && others.length === 0 ? (names[only] ?? "") : undefined;
  return { files: [...new Set(found.values())], values: { file, row: { ...row, ...names }, index } };
};
