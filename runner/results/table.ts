import Table from "cli-table3";
import type { TaskOutcome } from "./outcome.ts";

export interface ResultsTable {
  readonly outcomes: readonly TaskOutcome[];
  /** Heads of the workload's own columns. */
  readonly columns: readonly string[];
  /** Styles text that tells of a failure. */
  readonly alarm: (text: string) => string;
  /** Rows at most; the rest is counted in a last line. */
  readonly limit: number;
}

const longestNode = 14;

/** The table that ends a run, a row for each task in the order of the inputs. */
export const resultsTable = ({ outcomes, columns, alarm, limit }: ResultsTable): string => {
  const table = new Table({
    head: ["file", ...columns, "node", "seconds"],
    colAligns: ["left", ...columns.map((): "left" => "left"), "left", "right"],
    style: { head: [], border: [], compact: true },
  });
  for (const outcome of outcomes.slice(0, limit)) {
    const { taskId, inputs, nodeId, seconds } = outcome;
    table.push([
      inputs.length > 0 ? inputs.join("\n") : taskId,
      ...cells(outcome, columns, alarm),
      shorten(nodeId ?? "-"),
      seconds === undefined ? "-" : seconds.toFixed(1),
    ]);
  }
  const hidden = outcomes.length - limit;
  return hidden > 0 ? `${table}\n${hidden} more are in report.json` : `${table}`;
};

const cells = (
  { succeeded, row, failure = "failed" }: TaskOutcome,
  columns: readonly string[],
  alarm: (text: string) => string,
) => {
  if (!succeeded) return columns.length === 0 ? [] : [{ content: alarm(failure), colSpan: columns.length }];
  return columns.map((_, i) => row?.[i] ?? "");
};

/** A node's id on Azure is `tvmps_`, 64 hexadecimal digits and `_d`. */
const shorten = (nodeId: string): string =>
  nodeId.length <= longestNode ? nodeId : `${nodeId.slice(0, 9)}…${nodeId.slice(-4)}`;
