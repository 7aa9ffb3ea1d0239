import type { BatchClient } from "../azure/batch-client.ts";
import type { BatchTask } from "../azure/batch-task.ts";
import { mostRunningTasks } from "../azure/running-calls.ts";
import type { Clock } from "../clock.ts";
import { type Pace, type PaceOptions, paceMeter } from "./pace.ts";
import { findStragglers, type Straggler, stragglerLimitMs } from "./stragglers.ts";

interface WatchRunning extends PaceOptions {
  readonly batch: Pick<BatchClient, "listRunningSince">;
  readonly jobId: string;
  readonly clock: Clock;
}

/** Tasks of a job at one moment. */
interface TasksNow {
  /** Tasks by state. */
  readonly counts: {
    readonly active: number;
    readonly running: number;
    readonly succeeded: number;
    readonly failed: number;
  };
  /** Tasks that completed since the last call. */
  readonly completed: readonly BatchTask[];
}

/** Pace of a job, and the tasks that determine its end. */
export interface RunningTasks extends Pace {
  /** The slowest first; at most 5. */
  readonly stragglers: readonly Straggler[];
  /** Elapsed time of the task that has run longest; present if no task waits and the running ones are known. */
  readonly longestMs?: number | undefined;
}

interface RunningWatch {
  readonly look: (now: TasksNow) => Promise<RunningTasks>;
}

/** Interval of listing running tasks. Jobs that end sooner list none. */
const listEveryMs = 10_000;

const mostStragglers = 5;

/**
 * Watches the running tasks of a job. A look costs at most a call every ten seconds, for a page of tasks: for all running ones if they
 * fit, otherwise for those that have run for long enough to be stragglers.
 */
export const watchRunning = ({ batch, jobId, clock, ...options }: WatchRunning): RunningWatch => {
  const pace = paceMeter(options);
  const known = new Map<string, BatchTask>();
  let listedMs = clock.monotonicMs();
  const list = async ({ running }: TasksNow["counts"], limitMs: number | undefined): Promise<void> => {
    const areFew = running <= mostRunningTasks;
    if (running === 0 || pace.known() === 0 || (!areFew && limitMs === undefined)) return;
    if (clock.monotonicMs() - listedMs < listEveryMs) return;
    listedMs = clock.monotonicMs();
    const since = areFew ? undefined : new Date(clock.now().getTime() - (limitMs ?? 0));
    known.clear();
    for (const task of await batch.listRunningSince(jobId, since)) known.set(task.id, task);
  };
  return {
    look: async ({ counts, completed }) => {
      const { active, running, succeeded, failed } = counts;
      const durations = completed.flatMap(durationOf);
      for (const { id } of completed) known.delete(id);
      const ms = clock.monotonicMs();
      const limit = (): number | undefined =>
        stragglerLimitMs({ completed: pace.known(), running, usualMs: pace.at(ms).usualMs });
      await list(counts, limit());
      const now = clock.now();
      const ages = known.size === running ? Array.from(known.values(), agesAt(now)) : undefined;
      pace.add({ ms, active, running, done: succeeded + failed, durations, ages });
      return {
        ...pace.at(ms),
        stragglers: findStragglers(known.values(), limit(), now).slice(0, mostStragglers),
        longestMs: active === 0 && ages !== undefined && ages.length > 0 ? Math.max(...ages) : undefined,
      };
    },
  };
};

/** Returns the duration of a task that ran to its end. */
const durationOf = ({ startTime, endTime }: BatchTask): number[] =>
  startTime === undefined || endTime === undefined ? [] : [endTime.getTime() - startTime.getTime()];

const agesAt =
  (now: Date) =>
  ({ startTime = now }: BatchTask): number =>
    Math.max(0, now.getTime() - startTime.getTime());
