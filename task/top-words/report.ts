import type { WordCount } from "./count.ts";

const rule = "-".repeat(30);

/** Returns the text of a task's output file, in the layout of the Azure Batch tutorial for Python. */
export const report = (
  top: readonly WordCount[],
  env: Readonly<Record<string, string | undefined>>,
): string =>
  [
    "Word\tCount",
    rule,
    ...top.map(({ word, count }) => `${word}:\t${count}`),
    rule,
    `Node: ${env.AZ_BATCH_NODE_ID ?? "unknown"}`,
    `Task: ${env.AZ_BATCH_TASK_ID ?? "unknown"}`,
    `Job:  ${env.AZ_BATCH_JOB_ID ?? "unknown"}`,
    `Pool: ${env.AZ_BATCH_POOL_ID ?? "unknown"}`,
    "",
  ].join("\n");

/** Returns the words and counts in a report. */
export const parseReport = (text: string): WordCount[] => {
  const lines = text.split("\n");
  const first = lines.indexOf(rule) + 1;
  return lines.slice(first, lines.indexOf(rule, first)).map((line) => {
    const end = line.lastIndexOf(":\t");
    return { word: line.slice(0, end), count: Number(line.slice(end + 2)) };
  });
};
