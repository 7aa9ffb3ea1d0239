/** Words that can't be the name of a constant. */
const taken = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof undefined var void while with yield`.split(/\s+/),
);

/** Of its id, a job's takes this much for the workload's name. */
const longest = 40;

/** Why a workload can't be called so, as a whole line; undefined if it can. */
export const nameProblem = (name: string): string | undefined => {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    const better = name
      .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^[-0-9]+|-+$/g, "");
    const hint = better === "" ? "" : `; try ${better}`;
    return `expected a name of small letters, digits and hyphens such as word-stats, found "${name}"${hint}`;
  }
  if (name.length > longest) return `expected a name of at most ${longest} characters, found ${name.length}`;
  if (taken.has(name)) return `"${name}" is a word of TypeScript; take another, such as my-${name}`;
  return undefined;
};

/** `word-stats` as the name of a constant. */
export const camelCase = (name: string): string =>
  name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** What is before the workloads; a line or a broken line for each; the rest. */
const layout =
  /^(import type .*? = \{\n)((?: {2}["\w][^\n]*\n(?: {4,}\S[^\n]*\n)*)*)(\} satisfies [^\n]*\n)$/s;

/** The project's formatter breaks longer lines. */
const longestLine = 110;

/**
 * The text of `task/index.ts` with another workload, its line where the alphabet has it; undefined if the file is not the
 * one object that it is while only lines are added and removed, or has a line of that name.
 */
export const withWorkload = (index: string, name: string): string | undefined => {
  const [, before, entries, after] = layout.exec(index) ?? [];
  if (before === undefined || entries === undefined || after === undefined) return undefined;
  const lines = entries.split(/(?<=\n)(?= {2}\S)/).filter(Boolean);
  if (lines.some((line) => keyOf(line) === name)) return undefined;
  const place = lines.findIndex((line) => keyOf(line) > name);
  return [before, ...lines.toSpliced(place === -1 ? lines.length : place, 0, entryOf(name)), after].join("");
};

const entryOf = (name: string): string => {
  const key = name.includes("-") ? `"${name}"` : name;
  const head = `  ${key}: async () =>`;
  const module = `(await import("./${name}/workload.ts"))`;
  const member = `.${camelCase(name)},`;
  const ways = [
    [`${head} ${module}${member}`],
    [head, `    ${module}${member}`],
    [head, `    ${module}`, `      ${member}`],
  ];
  const lines = ways.find((way) => way.every(({ length }) => length <= longestLine)) ?? [];
  return `${lines.join("\n")}\n`;
};

const keyOf = (line: string): string => /[\w-]+/.exec(line)?.[0] ?? "";
