import { markdownTable } from "./markdown-table.ts";
import { textOf, type Way, ways } from "./ways.ts";

/** Counts the lines that are neither empty nor only a comment. Coiled reads some comments. */
const linesOf = (text: string): number =>
  text.split("\n").filter((line) => line.trim() !== "" && !/^\s*(\/\/|\/?\*|#(?! COILED ))/.test(line))
    .length;

/** Returns a table of each way's lines, files and concepts. */
export const comparedTable = (): string =>
  markdownTable(
    ["lines in files", "script over files", "sweep from a CSV", "sweep and merge", "concepts"],
    ways.map((way) => {
      const count = (files: readonly string[]): string => {
        const all = [...way.common, ...files];
        return `${all.reduce((sum, file) => sum + linesOf(textOf(way, file)), 0)} in ${all.length}`;
      };
      const jobs = [way.files, way.sweep, way.merge].map(count);
      return [way.name, ...jobs, String(Object.keys(way.concepts).length)];
    }),
  );

const filesOf = ({ common, files, sweep, merge }: Way): Set<string> =>
  new Set([...common, ...files, ...sweep, ...merge]);

/**
 * Returns a list of each way's concepts.
 *
 * @throws Error if the files of a way lack the words of a concept, because the list is out of date then.
 */
export const comparedConcepts = (): string =>
  ways
    .map((way) => {
      const all = Array.from(filesOf(way), (file) => textOf(way, file)).join("\n");
      const names = Object.entries(way.concepts).map(([name, words]) => {
        if (!all.includes(words)) throw new Error(`${way.name}: no "${words}", the words of "${name}"`);
        return name;
      });
      return `- **${way.name}**: ${names.join("; ")}.`;
    })
    .join("\n");

/** Returns the code of each way, under its name. A merge includes its sweep. */
export const comparedCode = (): string =>
  ways
    .flatMap((way) => [
      `### ${way.name}`,
      ...Array.from(new Set([...way.common, ...way.files, ...way.merge]), (file) =>
        [
          `\`${file}\``,
          "",
          `\`\`\`${languages[file.split(".").at(-1) ?? ""]}`,
          textOf(way, file).trimEnd(),
          "```",
        ].join("\n"),
      ),
    ])
    .join("\n\n");

const languages: Readonly<Record<string, string>> = {
  ts: "ts",
  nf: "groovy",
  config: "groovy",
  smk: "python",
  sh: "bash",
  yaml: "yaml",
};
