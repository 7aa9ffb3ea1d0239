import { deflateRawSync } from "node:zlib";
import type { ReportedResults } from "../../browser/contract/report-data.ts";
import type { TaskOutcome } from "../results/outcome.ts";

type Row = ReportedResults["rows"][number];

/** Characters of a cell. Longer cells are cut. */
const longestCell = 500;

/** Compressed size of the rows in a report, so that report.html stays below 5 MB with 100,000 tasks. Bytes. */
const mostRowBytes = 1_500_000;

/** Rows that are compressed together to measure them. */
const perBlock = 500;

interface Rows {
  /** Rows in the report, and tasks that have one. */
  readonly shown: number;
  readonly total: number;
  /** Cells that are cut. */
  readonly cut: number;
  /** Yields the rows in the report. */
  readonly rows: () => Iterable<Row>;
}

/** Chooses the first rows that fit into the report. */
export const chooseRows = (
  outcomes: () => Iterable<TaskOutcome>,
  columns: number,
  mostBytes = mostRowBytes,
): Rows => {
  const found = { shown: 0, total: 0, cut: 0, bytes: 0 };
  let block: (readonly string[])[] = [];
  let isFull = columns === 0;
  const close = (): void => {
    found.bytes += deflateRawSync(JSON.stringify(block), { level: 1 }).length;
    isFull ||= found.bytes > mostBytes;
    if (!isFull) found.shown += block.length;
    block = [];
  };
  for (const [, cells] of rowsOf(outcomes(), columns)) {
    found.total += 1;
    if (isFull) continue;
    found.cut += cells.filter((cell) => cell.length > longestCell).length;
    if (block.push(cells.map(shortCell)) === perBlock) close();
  }
  if (block.length > 0) close();
  return {
    ...found,
    rows: () =>
      rowsOf(outcomes(), columns)
        .take(found.shown)
        .map(([task, cells]) => [task, cells.map(shortCell)] as const),
  };
};

const rowsOf = function* (outcomes: Iterable<TaskOutcome>, columns: number): Generator<Row> {
  if (columns === 0) return;
  let index = 0;
  for (const { succeeded, row } of outcomes) {
    if (succeeded && row !== undefined) yield [index, row];
    index += 1;
  }
};

const shortCell = (cell: string): string =>
  cell.length > longestCell ? `${cell.slice(0, longestCell - 1)}…` : cell;
