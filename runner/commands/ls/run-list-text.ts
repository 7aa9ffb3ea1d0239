import stringWidth from "string-width";
import { alignColumns } from "../../text/align-columns.ts";
import { keepStart } from "../../text/columns.ts";
import { formatElapsed } from "../../text/elapsed.ts";
import { tsvLine } from "../../text/tsv.ts";
import type { RunState, RunSummary } from "../../ui/command-events.ts";

/** Colours text by the meaning of a state. */
export type Paint = (state: RunState, text: string) => string;

interface RunListOptions {
  readonly now: Date;
  readonly paint: Paint;
  /** Columns of the terminal: long ids are shortened. */
  readonly width: number;
}

const heads = ["run", "state", "done", "failed", "age", "took"];
const columnOf = (head: string): number => heads.indexOf(head);

/** Returns a table of runs without borders. */
export const runList = (runs: readonly RunSummary[], { now, paint, width }: RunListOptions): string => {
  const right = ["done", "failed", "age", "took"].map(columnOf);
  const style = (cell: string, row: number, column: number): string => {
    const run = runs[row - 1];
    return run !== undefined && column === columnOf("state") ? paint(run.state, cell) : cell;
  };
  const rows = [heads, ...runs.map((run) => cells(run, now))];
  const tooWide = Math.max(0, widest(alignColumns(rows)) - width);
  const idWidth = widest(rows.map(([id = ""]) => id)) - tooWide;
  const shown = rows.map(([id = "", ...rest]) => [shortened(id, idWidth), ...rest]);
  return alignColumns(shown, { right, style }).join("\n");
};

/** Returns the runs as tab-separated values for other programs. */
export const runListTsv = (runs: readonly RunSummary[]): string =>
  [
    ["run", "workload", "state", "done", "tasks", "failed", "created", "seconds"],
    ...runs.map(({ jobId, workload, state, counts, createdAt, elapsedMs }) => {
      const { active, running, succeeded, failed } = counts;
      const done = succeeded + failed;
      const numbers = [done, done + active + running, failed].map(String);
      const seconds = elapsedMs === undefined ? "" : String(elapsedMs / 1000);
      return [jobId, workload, state, ...numbers, createdAt, seconds];
    }),
  ]
    .map(tsvLine)
    .join("");

const widest = (lines: readonly string[]): number => Math.max(...lines.map((line) => stringWidth(line)));

/** Keeps the end of an id, which is enough to name the run. */
const shortened = (id: string, width: number): string => {
  if (stringWidth(id) <= width) return id;
  const end = id.slice(-"-20261123-101500-k3x9".length);
  return keepStart(id.slice(0, -end.length), width - end.length) + end;
};

const cells = ({ jobId, state, counts, createdAt, elapsedMs }: RunSummary, now: Date): string[] => {
  const { active, running, succeeded, failed } = counts;
  const done = succeeded + failed;
  return [
    jobId,
    state,
    `${done}/${done + active + running}`,
    failed > 0 ? String(failed) : "-",
    formatElapsed(now.getTime() - Date.parse(createdAt)),
    elapsedMs === undefined ? "-" : formatElapsed(elapsedMs),
  ];
};

export const stateColours: Readonly<Record<RunState, "green" | "red" | "yellow" | "gray">> = {
  unreadable: "gray",
  "not begun": "gray",
  "half begun": "red",
  waiting: "yellow",
  running: "yellow",
  ended: "yellow",
  cancelled: "red",
  "timed out": "red",
  succeeded: "green",
  failed: "red",
};
