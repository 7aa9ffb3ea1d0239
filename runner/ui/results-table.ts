import stringWidth from "string-width";
import type { TaskOutcome } from "../results/outcome.ts";
import { boxTable } from "../text/box-table.ts";
import { keepEnd, keepStart } from "../text/columns.ts";
import { visible, visibleLine } from "../text/visible.ts";

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
  /** Of the terminal. */
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
  const rows = outcomes.map((outcome) => rowOf(outcome, columns.length, screen?.lines));
  const count = screen === undefined ? rows.length : countThatFits(rows, screen.lines);
  const shown = rows.slice(0, count);
  const first = outcomes.some(({ name }) => name !== undefined) ? "task" : "file";
  const head = [first, ...columns.map(cellText), "node", "seconds"];
  const complete = [head, ...shown.map(({ cells }) => cells)];
  const kept = screen === undefined ? head.length : columnsThatFit(complete, columns.length, screen.columns);
  const fit = screen
    ? fitting(
        complete.map((cells) => cells.slice(0, kept)),
        columns.length,
        screen.columns,
      )
    : asItIs;
  const body = shown.map(({ cells, failure }) => {
    const [file = "", ...others] = cells.slice(0, kept);
    const texts = others.map((text) => ({ text }));
    if (failure === undefined) return [{ text: fit.file(file) }, ...texts];
    const reason = { text: fit.failure(failure), span: columns.length, style: alarm };
    return [{ text: fit.file(file) }, reason, ...texts.slice(columns.length)];
  });
  const lines = boxTable(head.slice(0, kept), body, ["seconds"]).split("\n");
  const table = lines.map((line) => (screen ? keepStart(line, screen.columns) : line)).join("\n");
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
  mostLines = Number.POSITIVE_INFINITY,
): TableRow => ({
  cells: [
    name === undefined ? (inputs.length > 0 ? namesOf(inputs) : taskId) : visibleLine(name),
    ...Array.from({ length: own }, (_, i) =>
      succeeded ? firstLines(cellText(row?.[i] ?? ""), mostLines) : "",
    ),
    cachedFrom === undefined ? shortNode(nodeId ?? "-") : "earlier run",
    seconds === undefined ? "-" : seconds.toFixed(1),
  ],
  failure: succeeded ? undefined : cellText(failure ?? "failed"),
});

/** Replaces tabs, whose width depends on where they are. */
const cellText = (text: string): string => visible(text).replaceAll("\t", "  ");

const firstLines = (text: string, most: number): string => {
  const lines = text.split("\n");
  return lines.length <= most ? text : [...lines.slice(0, most), "…"].join("\n");
};

/** Inputs of a task that are shown; a merge may have thousands. */
const mostInputs = 8;

const namesOf = (inputs: readonly string[]): string => {
  if (inputs.length <= mostInputs) return inputs.map(visibleLine).join("\n");
  const shown = inputs.slice(0, mostInputs - 1).map(visibleLine);
  return [...shown, `and ${inputs.length - shown.length} more`].join("\n");
};

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
    Math.max(...rows.flatMap((cells) => (cells[i] ?? "").split("\n")).map((line) => stringWidth(line))),
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

/** A node's id on Azure is `tvmps_`, 64 hexadecimal digits and `_d`. */
const shortNode = (nodeId: string): string =>
  nodeId.length <= longestNode ? nodeId : `${nodeId.slice(0, 9)}…${nodeId.slice(-4)}`;
