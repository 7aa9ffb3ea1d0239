import {
  type Braces,
  bracesIn,
  fill,
  fillArgument,
  isFilePlaceholder,
  type TaskValues,
} from "../../../task/fill.ts";
import { usageError } from "../../errors.ts";
import { quoteIfNeeded } from "./filled-command.ts";
import { refuseNestedScripts } from "./nested-shell.ts";
import { checkPlaceholder, isOurs, type Known } from "./placeholders.ts";
import { type Quoting, type Scan, scanCommand } from "./scan-command.ts";

interface ArgumentTemplate {
  /** `{}` or `{rate}`. */
  readonly template: string;
  /** Whether it is a file's name at the start of a word, where a dash would make it an option. */
  readonly isPath: boolean;
}

export const argumentOf = ({ template, isPath }: ArgumentTemplate, values: TaskValues): string =>
  isPath ? fillArgument(template, values) : fill(template, values);

/** A command whose placeholders are replaced by references to a task's arguments. */
export interface CompiledCommand {
  /** Bash script. */
  readonly script: string;
  /** The task's arguments, in their order. */
  readonly args: readonly ArgumentTemplate[];
  /** Returns the command of a task with these arguments for people, with its values in place of the placeholders. */
  readonly shown: (args: readonly string[]) => string;
}

/** The placeholder of a merge: the names of all outputs. */
const allOutputs = "outputs";

/** Changes of positional parameters: a function, `set` and `shift`. */
const changesArguments = /\(\)|\bfunction\b|\bset\b|\bshift\b/;

/** Array that keeps a task's arguments in a command that changes the positional parameters. */
const kept = "task_args";

interface Site extends Braces {
  readonly quoting: Quoting;
  /** Argument that it stands for; undefined for a literal pair of braces and for all outputs of a merge. */
  readonly arg: ArgumentTemplate | undefined;
}

/**
 * Replaces the placeholders of a command by references to arguments, in the quotes that each place needs. Values are data for bash: it
 * never interprets them.
 *
 * @param where The command or option, named in errors
 * @throws RunnerError `UnknownPlaceholder`, or `PlaceholderInQuotes` where bash expands nothing.
 */
export const compileCommand = (command: string, known: Known, where = "command"): CompiledCommand => {
  refuseNestedScripts(command, known, where);
  const scan = scanCommand(command);
  const sites = sitesIn(command, { scan, known, where });
  const args = distinct(sites.flatMap(({ arg }) => arg ?? []));
  const keeps = sites.some(({ isEscaped }) => !isEscaped) && changesArguments.test(command);
  const script = spliced(command, sites, (site) => reference(site, args, keeps));
  return {
    script: keeps ? `${kept}=("$@")\n${script}` : script,
    args,
    shown: (values) =>
      spliced(command, sites, ({ name, quoting, arg }) => {
        if (arg === undefined) return `{${name}}`;
        const value = values[args.findIndex((other) => isSame(arg, other))] ?? "";
        return quoting === "none" ? quoteIfNeeded(value) : value;
      }),
  };
};

const distinct = (args: readonly ArgumentTemplate[]): ArgumentTemplate[] =>
  args.filter((arg, i) => args.findIndex((other) => isSame(arg, other)) === i);

const isSame = (a: ArgumentTemplate, b: ArgumentTemplate): boolean =>
  a.template === b.template && a.isPath === b.isPath;

interface Sites {
  readonly scan: Scan;
  readonly known: Known;
  readonly where: string;
}

const sitesIn = (command: string, { scan, known, where }: Sites): Site[] =>
  bracesIn(command).flatMap((braces) => {
    const quoting = scan.quotingAt(braces.start);
    if (quoting === "comment" || (expands.has(quoting) && isBackslashed(command, braces))) return [];
    const isCode = quoting !== "none" && quoting !== "double";
    checkPlaceholder(braces, known, { where, isCode: isCode || isInCode(command, braces) });
    if (!isOurs(braces, known)) return [];
    if (quoting === "literal" && !braces.isEscaped)
      throw usageError(
        "PlaceholderInQuotes",
        `${where}: {${braces.name}} is in a here-document with a quoted delimiter, where bash expands nothing`,
        "Remove the quotes around the delimiter: << EOF",
      );
    if (
      braces.name === allOutputs &&
      known.own?.includes(allOutputs) &&
      quoting !== "none" &&
      !braces.isEscaped
    )
      throw usageError(
        "PlaceholderInQuotes",
        `${where}: {outputs} is in quotes, but stands for several names`,
        "Remove the quotes: each name becomes an argument.",
      );
    return [{ ...braces, quoting, arg: argumentAt(braces, scan, known) }];
  });

/** Quoting in which a backslash changes the next character. */
const expands: ReadonlySet<Quoting> = new Set(["none", "double", "document"]);

/** Whether a backslash makes braces literal, as in `find -exec wc \{} \;`. */
const isBackslashed = (command: string, { start }: Braces): boolean =>
  (/\\+$/.exec(command.slice(0, start))?.[0].length ?? 0) % 2 === 1;

/** Whether braces are in a Python f-string within double quotes, as in `"print(f'{x}')"`. */
const isInCode = (command: string, { start }: Braces): boolean =>
  /\b[rR]?[fF]['"][^'"\n]*$/.test(command.slice(0, start));

const argumentAt = ({ name, isEscaped, start }: Braces, scan: Scan, known: Known): Site["arg"] => {
  if (isEscaped || name === allOutputs) return undefined;
  const isFile = isFilePlaceholder(name) || (known.fileColumns ?? []).includes(name);
  return { template: `{${name}}`, isPath: isFile && scan.isWordStart(start) };
};

const spliced = (command: string, sites: readonly Site[], textOf: (site: Site) => string): string => {
  let text = "";
  let from = 0;
  for (const site of sites) {
    text += command.slice(from, site.start) + textOf(site);
    from = site.end;
  }
  return text + command.slice(from);
};

const reference = (
  { name, isEscaped, quoting, arg }: Site,
  args: readonly ArgumentTemplate[],
  keeps: boolean,
): string => {
  if (isEscaped) return `{${name}}`;
  if (arg === undefined) return keeps ? `"\${${kept}[@]}"` : '"$@"';
  const index = args.findIndex((other) => isSame(arg, other));
  const parameter = keeps ? `${kept}[${index}]` : `${index + 1}`;
  const short = keeps || index > 8 ? `\${${parameter}}` : `$${parameter}`;
  switch (quoting) {
    case "single":
      return `'"${short}"'`;
    case "ansi":
      return `'"${short}"$'`;
    case "none":
      return `"${short}"`;
    default:
      return `\${${parameter}}`;
  }
};
