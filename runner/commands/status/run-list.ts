import stringWidth from "string-width";
import { padEnd, padStart } from "../../text/columns.ts";
import { formatElapsed } from "../../text/duration.ts";
import type { RunSummary } from "./list-summaries.ts";
import type { RunState } from "./run-state.ts";

/** Colours text by what the state means. */
export type Paint = (state: RunState, text: string) => string;

/** Runs as a table without borders, as wide as what it shows. */
export const runList = (runs: readonly RunSummary[], now: Date, paint: Paint): string => {
  const rows = [["run", "state", "done", "failed", "age", "workload"], ...runs.map((run) => cells(run, now))];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => stringWidth(row[column] ?? ""))));
  return rows
    .map((row, i) =>
      row
        .map((cell, column) => {
          const padded = (column === 2 || column === 3 ? padStart : padEnd)(cell, widths[column]!);
          const state = runs[i - 1]?.state;
          return column === 1 && state !== undefined ? paint(state, padded) : padded;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
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
