import type { ReportedAttempt, TaskColumns } from "../../browser/contract/report-data.ts";
import { taskStates } from "../../browser/contract/report-data.ts";
import { failureGrouper } from "../results/failure-groups.ts";
import type { TaskOutcome } from "../results/outcome.ts";
import { assignLanes } from "./lanes.ts";
import type { ReportSource } from "./report-source.ts";
import { taskState } from "./task-state.ts";

type NumberColumns = Omit<TaskColumns, "ids" | "labels" | "attempts">;

interface Tasks {
  readonly columns: NumberColumns;
  readonly attempts: readonly ReportedAttempt[];
  /** Attempts that are left out. */
  readonly hiddenAttempts: number;
  /** Ids of all nodes, with those of `RunReport.nodes` first, in order. */
  readonly nodeIds: readonly string[];
  /** Lanes of each node. */
  readonly laneCounts: Uint16Array;
  readonly failures: ReturnType<ReturnType<typeof failureGrouper>["groups"]>;
  /** Whether any task has moments. */
  readonly hasTimes: boolean;
}

/** Earlier attempts in a report. Each needs 60 bytes before compression. */
const mostAttempts = 20_000;

const mebibyte = 1024 ** 2;

/** Reads all outcomes once. Times are in milliseconds since `startedMs`. */
export const readTasks = (source: ReportSource, startedMs: number): Tasks => {
  const { manifest, report, unfinished } = source;
  const columns = emptyColumns(manifest.tasks.length);
  const nodes = numbering((report.nodes ?? []).map(({ id }) => id));
  const failures = failureGrouper();
  const attempts: ReportedAttempt[] = [];
  let attemptCount = 0;
  let index = 0;
  for (const outcome of source.outcomes()) {
    const running = unfinished?.running.get(outcome.taskId);
    const state = taskState(outcome, unfinished);
    columns.state[index] = taskStates.indexOf(state);
    columns.node[index] = nodes.of(outcome.nodeId ?? running?.nodeId);
    columns.failure[index] = state === "failed" || state === "notRun" ? failures.add(outcome) : -1;
    columns.retries[index] = outcome.retryCount;
    columns.requeues[index] = outcome.requeueCount ?? 0;
    const { peakBytes = 0, cpuSeconds = 0 } = outcome.usage ?? {};
    columns.peakMiB[index] = Math.ceil(peakBytes / mebibyte);
    columns.cpuMs[index] = Math.round(cpuSeconds * 1000);
    const isOfThisRun = outcome.cachedFrom === undefined;
    const times = running === undefined ? outcome.times : { startedAt: running.startTime?.toISOString() };
    if (isOfThisRun) writeTimes(columns, index, times, startedMs);
    for (const attempt of isOfThisRun ? (outcome.times?.attempts ?? []).slice(0, -1) : []) {
      attemptCount += 1;
      if (attempts.length < mostAttempts) attempts.push(attemptOf(attempt, index, startedMs));
    }
    index += 1;
  }
  const groups = failures.groups();
  const positions = new Map(groups.map(({ number }, position) => [number, position]));
  columns.failure.forEach((number, task) => {
    columns.failure[task] = positions.get(number) ?? -1;
  });
  const { slot, counts } = lanesOf(source, columns, nodes.ids.length, startedMs);
  return {
    columns: { ...columns, slot },
    attempts,
    hiddenAttempts: attemptCount - attempts.length,
    nodeIds: nodes.ids,
    laneCounts: counts,
    failures: groups,
    hasTimes: columns.started.some((ms) => ms !== -1),
  };
};

const emptyColumns = (count: number): NumberColumns => ({
  count,
  state: new Uint8Array(count),
  node: new Int32Array(count).fill(-1),
  slot: new Uint16Array(count),
  queued: new Float64Array(count).fill(-1),
  started: new Float64Array(count).fill(-1),
  programStarted: new Float64Array(count).fill(-1),
  ended: new Float64Array(count).fill(-1),
  uploaded: new Float64Array(count).fill(-1),
  retries: new Uint16Array(count),
  requeues: new Uint16Array(count),
  peakMiB: new Uint32Array(count),
  cpuMs: new Uint32Array(count),
  failure: new Int32Array(count).fill(-1),
});

/** Writes the moments in order: one that is before an earlier one, because clocks differ, becomes equal to it. */
const writeTimes = (
  columns: NumberColumns,
  index: number,
  times: TaskOutcome["times"] = {},
  startedMs: number,
): void => {
  let last = 0;
  const write = (column: Float64Array, iso: string | undefined): void => {
    const ms = sinceStart(iso, startedMs);
    if (ms === undefined) return;
    last = Math.max(last, ms);
    column[index] = last;
  };
  write(columns.queued, times.queuedAt);
  write(columns.started, times.startedAt);
  write(columns.programStarted, times.programStartedAt);
  // The program of a task that Batch ended ran until then.
  write(columns.ended, times.endedAt ?? times.uploadedAt);
  write(columns.uploaded, times.uploadedAt);
};

/** Returns an ISO 8601 moment in milliseconds since the start of the run; undefined if it is unknown. */
export const sinceStart = (iso: string | undefined, startedMs: number): number | undefined => {
  const ms = iso === undefined ? Number.NaN : Date.parse(iso);
  return Number.isNaN(ms) ? undefined : ms - startedMs;
};

const attemptOf = (
  { startedAt, endedAt, exitCode }: { startedAt: string; endedAt: string; exitCode: number },
  task: number,
  startedMs: number,
): ReportedAttempt => ({
  task,
  startedMs: Math.max(0, sinceStart(startedAt, startedMs) ?? 0),
  endedMs: Math.max(0, sinceStart(endedAt, startedMs) ?? 0),
  exitCode,
});

/** Numbers nodes in the order in which they are first named. */
const numbering = (ids: readonly string[]) => {
  const all = [...ids];
  const known = new Map(all.map((id, i) => [id, i]));
  return {
    ids: all,
    of: (id: string | undefined): number => {
      if (id === undefined) return -1;
      const number = known.get(id) ?? all.push(id) - 1;
      known.set(id, number);
      return number;
    },
  };
};

const lanesOf = (
  { report, unfinished }: ReportSource,
  { node, started, ended, uploaded }: NumberColumns,
  nodeCount: number,
  startedMs: number,
) => {
  const now = unfinished === undefined ? -1 : unfinished.now.getTime() - startedMs;
  const end = uploaded.map((ms, task) => Math.max(ms, ended[task] ?? -1));
  if (now >= 0) for (const [task, ms] of end.entries()) if (ms === -1) end[task] = now;
  return assignLanes({ node, start: started, end }, nodeCount, report.environment?.taskSlotsPerNode ?? 0);
};
