/** Words that can't be the name of a constant, and those that `task/index.ts` has itself. */
const taken = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof undefined var void while with yield workload workloads`.split(
    /\s+/,
  ),
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
  if (taken.has(name))
    return `"${name}" is a word of TypeScript or of task/index.ts; take another, such as my-${name}`;
  return undefined;
};

/** `word-stats` as the name of a constant. */
export const camelCase = (name: string): string =>
  name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** The imports of workloads; what is between; a line for each workload; the rest. */
const layout =
  /^((?:import \{ \w+ \} from "[^"\n]+";\n)*)(import type .*? = \{\n)((?: {2}\S[^\n]*,\n)*)(\} satisfies .*)$/s;

/**
 * The text of `task/index.ts` with another workload, both lines where the alphabet has them; undefined if it is not the
 * list of imports and the one object that it is when nobody has changed more than its lines.
 */
export const withWorkload = (index: string, name: string): string | undefined => {
  const parts = layout.exec(index);
  if (parts === null) return undefined;
  const [, imports = "", between = "", entries = "", rest = ""] = parts;
  const constant = camelCase(name);
  const entry = constant === name ? name : `"${name}": ${constant}`;
  if (new RegExp(`\\b${constant}\\b|"${name}"`).test(imports + entries)) return undefined;
  const line = `import { ${constant} } from "./${name}/workload.ts";\n`;
  return [insert(imports, line, pathOf), between, insert(entries, `  ${entry},\n`, keyOf), rest].join("");
};

/** Before the first line with a later key. */
const insert = (text: string, line: string, key: (line: string) => string): string => {
  const lines = text.split(/(?<=\n)/).filter(Boolean);
  const place = lines.findIndex((other) => key(other) > key(line));
  return lines.toSpliced(place === -1 ? lines.length : place, 0, line).join("");
};

const pathOf = (line: string): string => line.split('"')[1] ?? "";
const keyOf = (line: string): string => /[\w-]+/.exec(line)?.[0] ?? "";
