import { type CsvCell, csvLine, csvText } from "../text/csv.ts";
import type { ReportSource } from "./report-source.ts";
import { taskState } from "./task-state.ts";

/** Rows that become text together. */
const perPart = 500;

/** Yields results.csv: a row per task with the workload's columns, and the failure of a task that has no results. */
export const resultsCsv = (source: ReportSource): Generator<string> => csv(resultRows(source));

/** Yields tasks.csv: a row per task with its facts, in the names and units of report.json. */
export const tasksCsv = (source: ReportSource): Generator<string> => csv(taskRows(source));

const resultRows = function* ({ columns, outcomes, unfinished }: ReportSource): Generator<CsvCell[]> {
  yield ["taskId", "task", ...columns.map(csvText), "failure"];
  for (const outcome of outcomes()) {
    const { taskId, name, inputs, row = [], succeeded, failure } = outcome;
    const cells = columns.map((_, i) => (succeeded ? csvText(row[i] ?? "") : ""));
    const isKnown = !succeeded && !unfinished?.has(taskId);
    yield [
      taskId,
      csvText(name ?? inputs[0] ?? taskId),
      ...cells,
      isKnown ? csvText(failure ?? "failed") : "",
    ];
  }
};

const taskColumns = [
  ...["taskId", "name", "inputs", "state", "exitCode", "nodeId", "seconds"],
  ...["queuedAt", "startedAt", "programStartedAt", "endedAt", "uploadedAt"],
  ...["stagingSeconds", "runningSeconds", "uploadingSeconds", "peakBytes", "cpuSeconds"],
  ...["retryCount", "requeueCount", "cachedFrom", "code", "failure"],
];

const taskRows = function* ({ outcomes, unfinished }: ReportSource): Generator<CsvCell[]> {
  yield taskColumns;
  for (const outcome of outcomes()) {
    const { taskId, name, inputs, exitCode, times = {}, usage = {}, failure } = outcome;
    const running = unfinished?.running.get(taskId);
    const state = taskState(outcome, unfinished);
    const isOpen = state === "running" || state === "waiting";
    const startedAt = running?.startTime?.toISOString() ?? times.startedAt;
    yield [
      taskId,
      name === undefined ? undefined : csvText(name),
      csvText(inputs.join(";")),
      state,
      exitCode,
      running?.nodeId ?? outcome.nodeId,
      outcome.seconds,
      times.queuedAt,
      startedAt,
      times.programStartedAt,
      times.endedAt,
      times.uploadedAt,
      secondsBetween(startedAt, times.programStartedAt),
      secondsBetween(times.programStartedAt, times.endedAt ?? times.uploadedAt),
      secondsBetween(times.endedAt, times.uploadedAt),
      usage.peakBytes,
      usage.cpuSeconds,
      outcome.retryCount,
      outcome.requeueCount,
      outcome.cachedFrom,
      isOpen ? undefined : outcome.code,
      isOpen || failure === undefined ? undefined : csvText(failure),
    ];
  }
};

const secondsBetween = (from: string | undefined, to: string | undefined): number | undefined => {
  const seconds = (Date.parse(to ?? "") - Date.parse(from ?? "")) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
};

const csv = function* (rows: Iterable<CsvCell[]>): Generator<string> {
  let part = "";
  let count = 0;
  for (const row of rows) {
    part += csvLine(row);
    count += 1;
    if (count % perPart > 0) continue;
    yield part;
    part = "";
  }
  yield part;
};
