import stringWidth from "string-width";
import { plural } from "../../text/amounts.ts";
import { padEnd, wrap } from "../../text/columns.ts";
import type { Finding, Level } from "../../ui/command-events.ts";

/** Styles the mark of a level. */
export type Mark = (level: Level, text: string) => string;

/** Width of text on a terminal too narrow for the layout. */
const shortestLine = 10;

/** Distinct without colour. */
const marks = { ok: "✔", warning: "!", problem: "✘" } as const;

/**
 * Returns a line per finding, followed by its details and its fix. Text wraps at `columns`; commands don't, so that they can
 * be copied.
 */
export const findingsText = (findings: readonly Finding[], mark: Mark, columns = Infinity): string => {
  const width = Math.max(...findings.map(({ check }) => stringWidth(check)));
  const indent = " ".repeat(width + 4);
  return findings
    .flatMap(({ check, level, text, fix, details = [] }) => [
      `${mark(level, marks[level])} ${padEnd(check, width)}  ${wrap(text, Math.max(shortestLine, columns - indent.length)).join(`\n${indent}`)}`,
      ...details.map((line) => `${indent}| ${line}`),
      ...(fix === undefined ? [] : [`${indent}→ ${fix}`]),
    ])
    .join("\n");
};

/** Such as `2 problems, 1 warning`. */
export const summary = (findings: readonly Finding[]): string => {
  const count = (level: Level): number => findings.filter((finding) => finding.level === level).length;
  const words = (["problem", "warning"] as const)
    .map((level) => [count(level), level] as const)
    .filter(([number]) => number > 0)
    .map(([number, level]) => plural(number, level));
  return words.length === 0 ? "No problems found" : words.join(", ");
};
