import stringWidth from "string-width";
import { padEnd, wrap } from "../../text/columns.ts";
import type { Finding, Level } from "./finding.ts";

/** Styles the mark of a level. */
export type Mark = (level: Level, text: string) => string;

/** Columns of a line of text on a terminal that is narrower than it should be. */
const shortestLine = 10;

/** Told apart without colour too. */
const marks = { ok: "✔", warning: "!", problem: "✘" } as const;

/**
 * A line for each finding; below it what mends it, and the lines that tell more. What is found is broken at blanks where a
 * terminal has only so many columns; commands are not, so that they can be copied.
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

/** `2 problems, 1 warning`. */
export const summary = (findings: readonly Finding[]): string => {
  const count = (level: Level): number => findings.filter((finding) => finding.level === level).length;
  const words = (["problem", "warning"] as const)
    .map((level) => [count(level), level] as const)
    .filter(([number]) => number > 0)
    .map(([number, level]) => `${number} ${level}${number === 1 ? "" : "s"}`);
  return words.length === 0 ? "All is well" : words.join(", ");
};
