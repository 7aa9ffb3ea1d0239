import type { BatchServiceModels as Models } from "@azure/batch";
import type { BatchClient } from "../azure/batch-client.ts";
import type { BatchTask } from "../azure/batch-task.ts";
import { isServiceError } from "../azure/service-error.ts";
import type { Clock } from "../clock.ts";
import { RunnerError } from "../errors.ts";
import { formatElapsed } from "../text/elapsed.ts";
import { type BlockedTasks, blockedReason } from "./blocked-tasks.ts";
import { type CompletedTasks, completedTasks } from "./completed-tasks.ts";
import type { NodeCounts } from "./node-words.ts";
import type { PaceOptions } from "./pace.ts";
import { type PoolWatch, type WatchPool, watchPool } from "./watch-pool.ts";
import { type RunningTasks, watchRunning } from "./watch-running.ts";

export interface Monitor extends PaceOptions {
  readonly batch: WatchPool["batch"] &
    Pick<BatchClient, "getTaskCounts" | "listRunningSince" | "listTasks" | "reactivateTask" | "terminateJob">;
  readonly jobId: string;
  readonly poolId: string;
  /** Number of tasks in the job. */
  readonly total: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** When only these tasks are left, the monitor terminates the job. */
  readonly blocked: BlockedTasks;
  /** Called once per reactivated task. */
  readonly onReactivate?: (task: BatchTask) => void;
  readonly onNodes?: WatchPool["onNodes"];
}

/** The state of the job at one moment. */
export interface Look extends Partial<RunningTasks> {
  readonly counts: Counts;
  /** Tasks that completed since the last look. */
  readonly completed: readonly BatchTask[];
  /** Present if the nodes were listed. */
  readonly nodes?: NodeCounts;
  /** Why nothing runs. */
  readonly waiting?: string;
  /** Why the pool has fewer nodes than its target; present if the nodes were listed. */
  readonly shortfall?: string | undefined;
  /** Why the job ended with tasks that never ran. */
  readonly endedBecause?: string | undefined;
}

export interface Counts {
  readonly active: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
}

/**
 * Yields a look at the job at each poll, until its tasks have completed or the job has ended. A poll costs two calls and the tasks that
 * changed, whatever the size of the job; while nothing runs, a few more to find the reason.
 *
 * @throws RunnerError `timeout` after `timeoutMs`; `environment` if no task can ever run or the job was deleted.
 */
export const monitor = async function* (options: Monitor): AsyncGenerator<Look> {
  const { batch, jobId, poolId, clock, signal, timeoutMs, onNodes, onReactivate = () => {} } = options;
  const start = clock.monotonicMs();
  const changes = completedTasks({ batch, jobId, onReactivate });
  const pool = watchPool({ batch, jobId, poolId, clock, onNodes });
  const running = watchRunning(options);
  const end: Watches["end"] = {};
  let nodesListedMs = Number.NEGATIVE_INFINITY;
  for (;;) {
    const { isOver, hopeless, ...found } = await lookAtJob(options, { changes, pool, end });
    const look = { ...found, ...(await running.look(found)) };
    if (look.nodes === undefined && !isOver && clock.monotonicMs() - nodesListedMs >= listNodesEveryMs) {
      nodesListedMs = clock.monotonicMs();
      yield { ...look, ...(await pool.nodesAtWork()) };
    } else yield look;
    if (hopeless !== undefined) throw hopeless;
    if (isOver) return;
    if (changes.hasMore()) continue;
    const elapsed = clock.monotonicMs() - start;
    if (elapsed >= timeoutMs) throw await timeoutError({ batch, jobId, counts: look.counts, timeoutMs });
    await clock.sleep(Math.min(pollDelayMs(elapsed), timeoutMs - elapsed), signal);
  }
};

/** Poll interval: 250 ms at first, growing to 10 s. */
export const pollDelayMs = (elapsedMs: number): number =>
  Math.max(Math.min(1000, Math.max(250, elapsedMs / 4)), Math.min(10_000, elapsedMs / 100));

/** Interval of listing nodes while tasks run. */
const listNodesEveryMs = 10_000;

interface FullLook extends Look {
  readonly isOver: boolean;
  readonly hopeless?: RunnerError | undefined;
}

interface Watches {
  readonly changes: CompletedTasks;
  readonly pool: PoolWatch;
  /** Why the job ended, once Batch reports that it has: no task changes afterwards. */
  readonly end: { because?: string | undefined };
}

type Watched = Pick<Monitor, "batch" | "jobId" | "total" | "blocked">;

const lookAtJob = async (
  { batch, jobId, total, blocked }: Watched,
  { changes, pool, end }: Watches,
): Promise<FullLook> => {
  const counts = await countTasks(batch, jobId, total);
  const completed = await changes.next();
  const soFar = { counts, completed };
  for (const task of completed) blocked.see(task);
  if (changes.seen.size >= total && !(changes.hasFailures() && (await isAnyLeft(batch, jobId))))
    return { ...soFar, isOver: true };
  if (end.because === undefined && isRestBlocked({ blocked, total, changes, counts })) {
    await batch.terminateJob(jobId, blockedReason);
    return { ...soFar, isOver: true, endedBecause: blockedReason };
  }
  if (end.because === undefined) {
    if (counts.running > 0 || changes.hasMore()) return { ...soFar, isOver: false };
    const job = await findJob(batch, jobId);
    end.because = endOfJob(job);
    if (end.because === undefined) return { ...soFar, isOver: false, ...(await pool.whyNothingRuns(job)) };
    changes.startOver();
    for (const task of await changes.next()) {
      blocked.see(task);
      completed.push(task);
    }
  }
  if (changes.hasMore()) return { ...soFar, isOver: false };
  const isAllSeen = changes.seen.size >= total;
  return { ...soFar, isOver: true, endedBecause: isAllSeen ? undefined : end.because };
};

/** Another process may have reactivated failed tasks. */
const isAnyLeft = async (batch: Pick<BatchClient, "listTasks">, jobId: string): Promise<boolean> => {
  const left = batch.listTasks(jobId, "state ne 'completed'");
  const { done } = await left.next();
  await left.return(undefined);
  return !done;
};

interface Rest {
  readonly blocked: Pick<BlockedTasks, "count">;
  readonly total: number;
  readonly changes: Pick<CompletedTasks, "seen" | "hasMore">;
  readonly counts: Pick<Counts, "active" | "running">;
}

/** Whether only blocked tasks are left. While a reactivated task waits or runs, they may still be unblocked. */
const isRestBlocked = ({ blocked, total, changes, counts }: Rest): boolean =>
  !changes.hasMore() &&
  blocked.count() > 0 &&
  changes.seen.size + blocked.count() >= total &&
  counts.running === 0 &&
  counts.active <= blocked.count();

/** Counts may lag behind [D: batch-get-resource-counts], so a task that they leave out counts as active. */
const countTasks = async (
  batch: Pick<BatchClient, "getTaskCounts">,
  jobId: string,
  total: number,
): Promise<Counts> => {
  try {
    const { running, succeeded, failed } = await batch.getTaskCounts(jobId);
    return { running, succeeded, failed, active: Math.max(0, total - running - succeeded - failed) };
  } catch (error) {
    throw isServiceError(error, "JobNotFound") ? deletedError(jobId) : error;
  }
};

/** Thrown when the job was deleted while it was being watched. */
const deletedError = (jobId: string): RunnerError =>
  new RunnerError({
    code: "JobDeleted",
    kind: "environment",
    message: `job ${jobId} was deleted while it was being watched`,
    isFinal: true,
  });

const findJob = async (batch: Pick<BatchClient, "getJob">, jobId: string): Promise<Models.CloudJob> => {
  const job = await batch.getJob(jobId);
  if (job === undefined || job.state === "deleting") throw deletedError(jobId);
  return job;
};

/** Returns why the job ended; undefined while it is active. */
const endOfJob = ({ state, executionInfo }: Models.CloudJob): string | undefined =>
  state === "completed" || state === "terminating"
    ? (executionInfo?.terminateReason ?? "it was terminated")
    : undefined;

/** Most unfinished tasks that a timeout error lists. */
const mostListed = 5;

interface TimedOut {
  readonly batch: Pick<BatchClient, "listTasks">;
  readonly jobId: string;
  readonly counts: Pick<Counts, "active" | "running">;
  readonly timeoutMs: number;
}

const timeoutError = async ({ batch, jobId, counts, timeoutMs }: TimedOut): Promise<RunnerError> => {
  const tasks: string[] = [];
  for await (const { id, state } of batch.listTasks(jobId, "state ne 'completed'")) {
    if (tasks.push(`  ${state.padEnd(9)} ${id}`) === mostListed) break;
  }
  const unfinished = counts.active + counts.running;
  const more = unfinished > tasks.length ? [`  and ${unfinished - tasks.length} more`] : [];
  return new RunnerError({
    code: "RunTimedOut",
    kind: "timeout",
    message: `not finished after ${formatElapsed(timeoutMs)}: ${counts.running} running, ${counts.active} waiting`,
    hint: [...tasks, ...more].join("\n"),
  });
};
