import type { TaskOutcome } from "../results/outcome.ts";
import { formatElapsed } from "../text/elapsed.ts";
import { shortNode } from "../text/short-node.ts";
import { code, type MarkdownColumn, markdownRow, tableHead } from "./markdown.ts";

/** Results of a run. */
export interface GithubResults {
  /** Returns the outcomes in the order of the manifest, each time from the start. */
  readonly outcomes: () => Iterable<TaskOutcome>;
  /** Tasks of the run, and the failed ones. */
  readonly total: number;
  readonly failed: number;
  /** Heads of the workload's columns. */
  readonly columns: readonly string[];
}

const mostRows = 100;
const mostSlow = 5;

/** In a run of fewer tasks, the results table shows which ones are slow. */
const fewTasks = 10;

/** Returns the results table, and the slowest tasks of a run of many, in at most this many bytes. */
export const resultsMarkdown = (results: GithubResults, mostBytes: number): string[] => {
  const slow = slowest(results);
  const rows: string[] = [];
  let left = mostBytes - bytesOf(slow);
  for (const outcome of results.outcomes()) {
    const row = rowOf(outcome, results);
    left -= bytesOf([row]);
    if (rows.length === mostRows || left < 0) break;
    rows.push(row);
  }
  const more = results.total - rows.length;
  if (rows.length === 0) return [...slow];
  return [
    ...tableHead(headOf(results)),
    ...rows,
    "",
    ...(more > 0 ? [`and ${more} more in the report`, ""] : []),
    ...slow,
  ];
};

const headOf = ({ columns, failed }: GithubResults): MarkdownColumn[] => [
  ["task"],
  ...columns.map((column): MarkdownColumn => [code(column)]),
  ...(failed > 0 ? [["failure"] as const] : []),
  ["node"],
  ["seconds", true],
];

const rowOf = (outcome: TaskOutcome, { columns, failed }: GithubResults): string => {
  const { succeeded, row, failure, nodeId, seconds } = outcome;
  return markdownRow([
    code(labelOf(outcome)),
    ...columns.map((_, i) => (succeeded ? code(row?.[i] ?? "") : "")),
    ...(failed > 0 ? [succeeded ? "" : code(failure ?? "failed")] : []),
    nodeId === undefined ? "" : code(shortNode(nodeId)),
    seconds === undefined ? "" : seconds.toFixed(1),
  ]);
};

const labelOf = ({ name, inputs, taskId }: TaskOutcome): string => name ?? (inputs.join(", ") || taskId);

const slowest = ({ outcomes, total }: GithubResults): string[] => {
  if (total < fewTasks) return [];
  let found: (TaskOutcome & { readonly seconds: number })[] = [];
  for (const outcome of outcomes()) {
    const { seconds } = outcome;
    if (seconds === undefined || seconds <= (found[mostSlow - 1]?.seconds ?? 0)) continue;
    found = [...found, { ...outcome, seconds }].sort((a, b) => b.seconds - a.seconds).slice(0, mostSlow);
  }
  if (found.length === 0) return [];
  const rows = found.map((outcome) => [
    code(labelOf(outcome)),
    formatElapsed(outcome.seconds * 1000),
    outcome.nodeId === undefined ? "" : code(shortNode(outcome.nodeId)),
  ]);
  return [...tableHead([["slowest tasks"], ["time", true], ["node"]]), ...rows.map(markdownRow), ""];
};

const bytesOf = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
