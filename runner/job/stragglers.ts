/** A running task that takes far longer than the others. */
export interface Straggler {
  readonly taskId: string;
  /** Undefined if Batch doesn't report it. */
  readonly nodeId?: string | undefined;
  readonly elapsedMs: number;
}

/** Numbers that tell how long a task of the job usually takes. */
interface Others {
  /** Number of completed tasks. */
  readonly completed: number;
  readonly running: number;
  /** Median duration of completed tasks; undefined if unknown. */
  readonly usualMs: number | undefined;
}

interface RunningTask {
  readonly id: string;
  readonly nodeId?: string | undefined;
  readonly startTime?: Date | undefined;
}

/** A straggler takes longer than this multiple of the median, and longer than this time. */
const multiple = 3;
const leastMs = 30_000;

/** With fewer completed tasks, none counts as slow. */
const fewestCompleted = 3;

/**
 * Returns the elapsed time from which on a running task is a straggler: more than three times the median duration of the completed tasks,
 * and more than 30 seconds. Undefined until three tasks and as many as are running have completed, because the fastest complete first.
 */
export const stragglerLimitMs = ({ completed, running, usualMs }: Others): number | undefined =>
  usualMs === undefined || completed < Math.max(fewestCompleted, running)
    ? undefined
    : Math.max(leastMs, multiple * usualMs);

/** Returns the stragglers among running tasks, the longest first. */
export const findStragglers = (
  tasks: Iterable<RunningTask>,
  limitMs: number | undefined,
  now: Date,
): Straggler[] => {
  if (limitMs === undefined) return [];
  return Array.from(tasks, ({ id, nodeId, startTime = now }) => ({
    taskId: id,
    nodeId,
    elapsedMs: now.getTime() - startTime.getTime(),
  }))
    .filter(({ elapsedMs }) => elapsedMs > limitMs)
    .sort((a, b) => b.elapsedMs - a.elapsedMs);
};
