import { longestName } from "../../project/list-workloads.ts";

/** Words that TypeScript doesn't take as a constant's name. */
const taken = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof undefined var void while with yield`.split(/\s+/),
);

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
  if (name.length > longestName)
    return `expected a name of at most ${longestName} characters, got ${name.length}`;
  if (taken.has(name)) return `"${name}" is a keyword of TypeScript; try my-${name}`;
  return undefined;
};

/** Returns the name of a constant, such as `wordStats` for `word-stats`. */
export const camelCase = (name: string): string =>
  name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
