import { alignColumns } from "../../text/align-columns.ts";
import { formatElapsed } from "../../text/duration.ts";
import type { RunState, RunSummary } from "../../ui/command-events.ts";

/** Colours text by the meaning of a state. */
export type Paint = (state: RunState, text: string) => string;

const heads = ["run", "state", "done", "failed", "age", "workload"];
const columnOf = (head: string): number => heads.indexOf(head);

/** Returns a table of runs without borders. */
export const runList = (runs: readonly RunSummary[], now: Date, paint: Paint): string => {
  const right = ["done", "failed"].map(columnOf);
  const style = (cell: string, row: number, column: number): string => {
    const run = runs[row - 1];
    return run !== undefined && column === columnOf("state") ? paint(run.state, cell) : cell;
  };
  return alignColumns([heads, ...runs.map((run) => cells(run, now))], { right, style }).join("\n");
};

const cells = ({ jobId, state, counts, createdAt, workload }: RunSummary, now: Date): string[] => {
  const { active, running, succeeded, failed } = counts;
  const done = succeeded + failed;
  return [
    jobId,
    state,
    `${done}/${done + active + running}`,
    failed > 0 ? String(failed) : "-",
    formatElapsed(now.getTime() - Date.parse(createdAt)),
    workload,
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
