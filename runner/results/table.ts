import Table from "cli-table3";
import type { TaskOutcome } from "./outcome.ts";

interface ResultsTable {
  readonly outcomes: readonly TaskOutcome[];
  /** Of the run, where not all outcomes are given. */
  readonly total?: number | undefined;
  /** Heads of the workload's own columns. */
  readonly columns: readonly string[];
  /** Styles text that tells of a failure. */
  readonly alarm: (text: string) => string;
  /** Of a terminal; a table for a pipe or a file has none and is complete. */
  readonly screen?: Screen | undefined;
}

export interface Screen {
  /** Characters in a line. */
  readonly columns: number;
  /** Lines of results at most. */
  readonly lines: number;
}

const longestNode = 14;
const shortestFile = 12;
const shortestFailure = 12;

/** The table that ends a run, a row for each task in the order of the inputs. */
export const resultsTable = ({ outcomes, total, columns: own, alarm, screen }: ResultsTable): string => {
  // Where there is nothing to stand in place of, a failure has a column.
  const columns = own.length === 0 && outcomes.some(({ succeeded }) => !succeeded) ? ["failure"] : own;
  const rows = outcomes.map((outcome) => rowOf(outcome, columns.length));
  const count = screen === undefined ? rows.length : countThatFits(rows, screen.lines);
  const shown = rows.slice(0, count);
  const first = outcomes.some(({ name }) => name !== undefined) ? "task" : "file";
  const head = [first, ...columns, "node", "seconds"];
  const complete = [head, ...shown.map(({ cells }) => cells)];
  const kept = screen === undefined ? head.length : columnsThatFit(complete, columns.length, screen.columns);
  const fit = screen
    ? fitting(
        complete.map((cells) => cells.slice(0, kept)),
        columns.length,
        screen.columns,
      )
    : asItIs;
  const table = new Table({
    head: head.slice(0, kept),
    colAligns: [...head.slice(1).map((): "left" => "left"), "right"],
    style: { head: [], border: [], compact: true },
  });
  for (const { cells, failure } of shown) {
    const [file = "", ...others] = cells.slice(0, kept);
    if (failure === undefined) table.push([fit.file(file), ...others]);
    else {
      const reason = { content: alarm(fit.failure(failure)), colSpan: columns.length };
      table.push([fit.file(file), reason, ...others.slice(columns.length)]);
    }
  }
  const hidden = (total ?? rows.length) - count;
  return hidden > 0 ? `${table}\n${hidden} more ${hidden === 1 ? "is" : "are"} in report.json` : `${table}`;
};

interface TableRow {
  /** As many as there are columns; a cell may have several lines. */
  readonly cells: readonly string[];
  /** Stands in place of the workload's cells. */
  readonly failure?: string | undefined;
}

const rowOf = (
  { succeeded, name, inputs, taskId, row, failure, cachedFrom, nodeId, seconds }: TaskOutcome,
  own: number,
): TableRow => ({
  cells: [
    name ?? (inputs.length > 0 ? namesOf(inputs) : taskId),
    ...Array.from({ length: own }, (_, i) => (succeeded ? (row?.[i] ?? "") : "")),
    cachedFrom === undefined ? shortNode(nodeId ?? "-") : "earlier run",
    seconds === undefined ? "-" : seconds.toFixed(1),
  ],
  failure: succeeded ? undefined : (failure ?? "failed"),
});

/** Inputs of a task that are shown; a merge may have thousands. */
const mostInputs = 8;

const namesOf = (inputs: readonly string[]): string =>
  inputs.length <= mostInputs
    ? inputs.join("\n")
    : [...inputs.slice(0, mostInputs - 1), `and ${inputs.length - mostInputs + 1} more`].join("\n");

/** At least one row, however tall. */
const countThatFits = (rows: readonly TableRow[], lines: number): number => {
  let used = 0;
  const tooMany = rows.findIndex(({ cells }) => {
    used += Math.max(...cells.map((cell) => cell.split("\n").length));
    return used > lines;
  });
  return tooMany === -1 ? rows.length : Math.max(1, tooMany);
};

/** How to shorten what may be long. */
interface Fit {
  readonly file: (text: string) => string;
  readonly failure: (text: string) => string;
}

const asItIs: Fit = { file: (text) => text, failure: (text) => text };

/** Between two cells of a line are a border and two blanks. */
const gap = 3;

/** How many columns a narrow screen has room for: file and the workload's own at least, then node, then seconds. */
const columnsThatFit = (rows: readonly (readonly string[])[], own: number, width: number): number => {
  const [file = 0, ...others] = widthsOf(rows);
  const least = [Math.min(file, shortestFile), ...others];
  let kept = least.length;
  while (kept > own + 1 && sum(least.slice(0, kept)) + gap * kept + 1 > width) kept -= 1;
  return kept;
};

const widthsOf = (rows: readonly (readonly string[])[]): number[] =>
  (rows[0] ?? []).map((_, i) =>
    Math.max(...rows.flatMap((cells) => (cells[i] ?? "").split("\n")).map(({ length }) => length)),
  );

const sum = (some: readonly number[]): number => some.reduce((total, each) => total + each, 0);

/** Makes the table as wide as the screen at most, where file names or failures are what is too long. */
const fitting = (rows: readonly (readonly string[])[], own: number, width: number): Fit => {
  const widths = widthsOf(rows);
  const gapsOfOwn = gap * Math.max(0, own - 1);
  const least = own === 0 ? 0 : Math.max(shortestFailure, sum(widths.slice(1, own + 1)) + gapsOfOwn);
  // For the file and the workload's own columns, which a failure spans.
  const rest = width - sum(widths.slice(own + 1)) - (gap * widths.length - gapsOfOwn) - 1;
  const room = Math.max(shortestFile, rest - least);
  const span = Math.max(least, rest - Math.min(widths[0] ?? 0, room));
  return {
    file: (text) =>
      text
        .split("\n")
        .map((name) => keepEnd(name, room))
        .join("\n"),
    failure: (text) => keepStart(text, span),
  };
};

/** The end of a path tells more than its start. */
const keepEnd = (text: string, width: number): string =>
  text.length <= width ? text : `…${text.slice(text.length - width + 1)}`;

const keepStart = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, width - 1)}…`;

/** A node's id on Azure is `tvmps_`, 64 hexadecimal digits and `_d`. */
const shortNode = (nodeId: string): string =>
  nodeId.length <= longestNode ? nodeId : `${nodeId.slice(0, 9)}…${nodeId.slice(-4)}`;
