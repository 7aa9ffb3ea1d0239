import stringWidth from "string-width";
import type { TaskOutcome } from "../results/outcome.ts";
import { boxTable } from "../text/box-table.ts";
import { keepEnd, keepStart } from "../text/columns.ts";
import { shortNode } from "../text/short-node.ts";
import { visible, visibleLine } from "../text/visible.ts";

interface ResultsTable {
  readonly outcomes: readonly TaskOutcome[];
  /** Tasks of the run, if `outcomes` has only some. */
  readonly total?: number | undefined;
  /** Heads of the workload's columns. */
  readonly columns: readonly string[];
  /** Styles a failure. */
  readonly alarm: (text: string) => string;
  readonly screen: Screen;
}

/** Limits of a terminal. */
interface Screen {
  readonly columns: number;
  /** Most lines of results. */
  readonly lines: number;
}

const shortestFile = 12;
const shortestFailure = 12;

/** Returns the table of results: a row per task, in the order of the inputs. */
export const resultsTable = ({ outcomes, total, columns: own, alarm, screen }: ResultsTable): string => {
  // Without columns of the workload to span, failures need one.
  const columns = own.length === 0 && outcomes.some(({ succeeded }) => !succeeded) ? ["failure"] : own;
  const rows = outcomes.map((outcome) => rowOf(outcome, columns.length, screen.lines));
  const count = countThatFits(rows, screen.lines);
  const shown = rows.slice(0, count);
  const isOfFiles =
    outcomes.every(({ name }) => name === undefined) && outcomes.some(({ inputs }) => inputs.length > 0);
  const first = isOfFiles ? "file" : "task";
  const head = [first, ...columns.map(cellText), "node", "seconds"];
  const complete = [head, ...shown.map(({ cells }) => cells)];
  const kept = columnsThatFit(complete, columns.length, screen.columns);
  const fit = fitting(
    complete.map((cells) => cells.slice(0, kept)),
    columns.length,
    screen.columns,
  );
  const body = shown.map(({ cells, failure }) => {
    const [file = "", ...others] = cells.slice(0, kept);
    const texts = others.map((text) => ({ text }));
    if (failure === undefined) return [{ text: fit.file(file) }, ...texts];
    const reason = { text: fit.failure(failure), span: columns.length, style: alarm };
    return [{ text: fit.file(file) }, reason, ...texts.slice(columns.length)];
  });
  const lines = boxTable(head.slice(0, kept), body, ["seconds"]).split("\n");
  const table = lines.map((line) => keepStart(line, screen.columns)).join("\n");
  const hidden = (total ?? rows.length) - count;
  return hidden > 0 ? `${table}\n${hidden} more in report.json` : table;
};

interface TableRow {
  /** A cell per column, possibly of several lines. */
  readonly cells: readonly string[];
  /** Replaces the workload's cells. */
  readonly failure?: string | undefined;
}

const rowOf = (
  { succeeded, name, inputs, taskId, row, failure, cachedFrom, nodeId, seconds }: TaskOutcome,
  own: number,
  mostLines: number,
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

/** Replaces tabs, whose width depends on their position. */
const cellText = (text: string): string => visible(text).replaceAll("\t", "  ");

const firstLines = (text: string, most: number): string => {
  const lines = text.split("\n");
  return lines.length <= most ? text : [...lines.slice(0, most), "…"].join("\n");
};

/** Inputs shown of a task; a merge may have thousands. */
const mostInputs = 8;

const namesOf = (inputs: readonly string[]): string => {
  if (inputs.length <= mostInputs) return inputs.map(visibleLine).join("\n");
  const shown = inputs.slice(0, mostInputs - 1).map(visibleLine);
  return [...shown, `and ${inputs.length - shown.length} more`].join("\n");
};

/** Returns the number of rows that fit; at least one. */
const countThatFits = (rows: readonly TableRow[], lines: number): number => {
  let used = 0;
  const tooMany = rows.findIndex(({ cells }) => {
    used += Math.max(...cells.map((cell) => cell.split("\n").length));
    return used > lines;
  });
  return tooMany === -1 ? rows.length : Math.max(1, tooMany);
};

/** Functions that shorten long cells. */
interface Fit {
  readonly file: (text: string) => string;
  readonly failure: (text: string) => string;
}

/** A border and two blanks between cells. */
const gap = 3;

/** Returns the number of columns that fit: at least file and the workload's, then node, then seconds. */
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

/** Returns functions that shorten file names and failures so that the table fits the screen. */
const fitting = (rows: readonly (readonly string[])[], own: number, width: number): Fit => {
  const widths = widthsOf(rows);
  const gapsOfOwn = gap * Math.max(0, own - 1);
  const least = own === 0 ? 0 : Math.max(shortestFailure, sum(widths.slice(1, own + 1)) + gapsOfOwn);
  // Width for the file and the workload's columns, which a failure spans.
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
