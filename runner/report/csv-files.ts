import type { ReportSource } from "./report-source.ts";
import { taskState } from "./task-state.ts";

type Cell = string | number | undefined;

/** Rows that become text together. */
const perPart = 500;

/** Yields results.csv: a row per task with the workload's columns, and the failure of a task that has no results. */
export const resultsCsv = (source: ReportSource): AsyncGenerator<string> => csv(resultRows(source));

/** Yields tasks.csv: a row per task with its facts, in the names and units of report.json. */
export const tasksCsv = (source: ReportSource): AsyncGenerator<string> => csv(taskRows(source));

const resultRows = function* ({ columns, outcomes, unfinished }: ReportSource): Generator<Cell[]> {
  yield ["taskId", "task", ...columns.map(asText), "failure"];
  for (const outcome of outcomes()) {
    const { taskId, name, inputs, row = [], succeeded, failure } = outcome;
    const cells = columns.map((_, i) => (succeeded ? asText(row[i] ?? "") : ""));
    const isKnown = !succeeded && !unfinished?.has(taskId);
    yield [taskId, asText(name ?? inputs[0] ?? taskId), ...cells, isKnown ? asText(failure ?? "failed") : ""];
  }
};

const taskColumns = [
  ...["taskId", "name", "inputs", "state", "exitCode", "nodeId", "seconds"],
  ...["queuedAt", "startedAt", "programStartedAt", "endedAt", "uploadedAt"],
  ...["stagingSeconds", "runningSeconds", "uploadingSeconds", "peakBytes", "cpuSeconds"],
  ...["retryCount", "requeueCount", "cachedFrom", "code", "failure"],
];

const taskRows = function* ({ outcomes, unfinished }: ReportSource): Generator<Cell[]> {
  yield taskColumns;
  for (const outcome of outcomes()) {
    const { taskId, name, inputs, exitCode, times = {}, usage = {}, failure } = outcome;
    const running = unfinished?.running.get(taskId);
    const state = taskState(outcome, unfinished);
    const isOpen = state === "running" || state === "waiting";
    const startedAt = running?.startTime?.toISOString() ?? times.startedAt;
    yield [
      taskId,
      name === undefined ? undefined : asText(name),
      asText(inputs.join(";")),
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
      isOpen || failure === undefined ? undefined : asText(failure),
    ];
  }
};

const secondsBetween = (from: string | undefined, to: string | undefined): number | undefined => {
  const seconds = (Date.parse(to ?? "") - Date.parse(from ?? "")) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
};

const number = /^[+-](\d+\.?\d*|\.\d+)(e[+-]?\d+)?%?$|^[+-](inf(inity)?|nan)$/i;

/**
 * Returns a text as a cell that a spreadsheet doesn't run as a formula: an apostrophe precedes `=`, `@`, a tab, and signs that are neither a
 * number nor all of the text. report.json has the exact text.
 */
const asText = (text: string): string => {
  const isFormula = /^[=@\t\r]/.test(text) || (/^[+-]./s.test(text) && !number.test(text));
  return isFormula ? `'${text}` : text;
};

/** RFC 4180: lines end with CRLF. */
const csv = async function* (rows: Iterable<Cell[]>): AsyncGenerator<string> {
  // Only this function needs the package.
  const { stringify } = await import("csv-stringify/sync");
  const asCsv = (part: Cell[][]): string => stringify(part, { record_delimiter: "\r\n" });
  let part: Cell[][] = [];
  for (const row of rows) {
    if (part.push(row) < perPart) continue;
    yield asCsv(part);
    part = [];
  }
  yield asCsv(part);
};
