import type { BatchServiceModels as Models } from "@azure/batch";
import type { Straggler } from "../../../browser/contract/dashboard.ts";

/** Durations of tasks. Milliseconds. */
export type Durations = readonly number[];

/** Tasks that are compared: completed ones, and running ones in one page of Batch's list. */
export const mostSampled = 100;
export const mostRunning = 1000;

/** Stragglers that a page names. */
const mostNamed = 20;

/** A straggler runs this many times longer than the median of completed tasks, and at least this long. */
const factor = 3;
const shortestMs = 10_000;

interface Compared {
  readonly durations: Durations;
  readonly now: Date;
  readonly labelOf: (taskId: string) => string | undefined;
}

/** Returns the running tasks that take far longer than the others, the longest first. */
export const findStragglers = (
  running: readonly Models.CloudTask[],
  { durations, now, labelOf }: Compared,
): Straggler[] => {
  const limitMs = Math.max(shortestMs, factor * medianOf(durations));
  return running
    .map(({ id = "", executionInfo, nodeInfo }) => ({
      taskId: id,
      label: labelOf(id) ?? id,
      nodeId: nodeInfo?.nodeId ?? "",
      elapsedMs: now.getTime() - (executionInfo?.startTime?.getTime() ?? now.getTime()),
    }))
    .filter(({ elapsedMs }) => elapsedMs > limitMs)
    .sort((a, b) => b.elapsedMs - a.elapsedMs)
    .slice(0, mostNamed);
};

const medianOf = (durations: Durations): number =>
  durations.toSorted((a, b) => a - b)[Math.floor(durations.length / 2)] ?? 0;
