/** Words that TypeScript doesn't take as a constant's name. */
const taken = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof undefined var void while with yield`.split(/\s+/),
);

/** Characters that a job id has for the name of the workload. */
const longest = 40;

/** Returns why a workload can't have this name, or undefined. */
export const nameProblem = (name: string): string | undefined => {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    const better = name
      .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^[-0-9]+|-+$/g, "");
    const hint = better === "" ? "" : `; try ${better}`;
    return `expected a name of lower-case letters, digits and hyphens such as word-stats, got "${name}"${hint}`;
  }
  if (name.length > longest) return `expected a name of at most ${longest} characters, got ${name.length}`;
  if (taken.has(name)) return `"${name}" is a keyword of TypeScript; try my-${name}`;
  return undefined;
};

/** Returns the name of a constant, such as `wordStats` for `word-stats`. */
export const camelCase = (name: string): string =>
  name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** The lines before the workloads, the entries of workloads, and the rest. */
const layout =
  /^(import type .*? = \{\n)((?: {2}["\w][^\n]*\n(?: {4,}\S[^\n]*\n)*)*)(\} satisfies [^\n]*\n)$/s;

/** Width at which the formatter breaks lines. */
const longestLine = 110;

/**
 * Returns the text of `task/index.ts` with another workload, in alphabetical order. Undefined if the file contains more than
 * the object of workloads, or already has a workload of this name.
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
