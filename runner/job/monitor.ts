import type { BatchServiceModels as Models } from "@azure/batch";
import type { BatchClient } from "../azure/batch-client.ts";
import type { BatchTask } from "../azure/batch-task.ts";
import { isServiceError } from "../azure/service-error.ts";
import type { Clock } from "../clock.ts";
import { RunnerError } from "../errors.ts";
import { type BlockedTasks, blockedReason } from "./blocked-tasks.ts";
import { type CompletedTasks, completedTasks } from "./completed-tasks.ts";
import type { NodeCounts } from "./node-words.ts";
import { tryAgain } from "./reactivate-task.ts";
import { timeoutError } from "./timeout-error.ts";
import { type PoolWatch, type WatchPool, watchPool } from "./watch-pool.ts";

export interface Monitor {
  readonly batch: WatchPool["batch"] &
    Pick<BatchClient, "getTaskCounts" | "listTasks" | "reactivateTask" | "terminateJob">;
  readonly jobId: string;
  readonly poolId: string;
  /** Tasks of the job. */
  readonly total: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Where they are all that is left, the job is ended. */
  readonly blocked: BlockedTasks;
  /** Is told of each task that is given another chance. */
  readonly onTryAgain?: (task: BatchTask) => void;
}

/** What one look at the job found. */
export interface Look {
  readonly counts: Counts;
  /** Tasks that completed since the last look. */
  readonly completed: readonly BatchTask[];
  /** The nodes, when they were looked at. */
  readonly nodes?: NodeCounts;
  /** Why nothing runs. */
  readonly waiting?: string;
  /** Why there are fewer nodes than there are to be, when they were looked at. */
  readonly shortfall?: string | undefined;
  /** The job ended, for this reason, and left tasks that never ran. */
  readonly endedBecause?: string | undefined;
}

export interface Counts {
  readonly active: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
}

/**
 * Looks at the job until its tasks have completed, or itself. A look costs two calls and the tasks that changed, whatever
 * the size of the job; while nothing runs, some more to tell why. Throws a `RunnerError`: `timeout` after `timeoutMs`, `environment`
 * when nothing is going to run.
 */
export const monitor = async function* (options: Monitor): AsyncGenerator<Look> {
  const { batch, jobId, clock, signal, timeoutMs } = options;
  const start = clock.monotonicMs();
  const again = tryAgain({ batch, jobId, onTry: options.onTryAgain ?? (() => {}) });
  const changes = completedTasks({ batch, jobId, tryAgain: again });
  const pool = watchPool(options);
  const end: Watches["end"] = {};
  let nodesSeen = Number.NEGATIVE_INFINITY;
  for (;;) {
    const { isOver, hopeless, ...look } = await lookAtJob(options, { changes, pool, end });
    if (look.nodes === undefined && !isOver && clock.monotonicMs() - nodesSeen >= nodesEveryMs) {
      nodesSeen = clock.monotonicMs();
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

/** A short run should not wait for us, and a long one need not be looked at often: from a quarter to ten seconds. */
export const pollDelayMs = (elapsedMs: number): number =>
  Math.max(Math.min(1000, Math.max(250, elapsedMs / 4)), Math.min(10_000, elapsedMs / 100));

/** How often to look at nodes that work. */
const nodesEveryMs = 10_000;

interface FullLook extends Look {
  readonly isOver: boolean;
  readonly hopeless?: RunnerError | undefined;
}

interface Watches {
  readonly changes: CompletedTasks;
  readonly pool: PoolWatch;
  /** Why the job was found to be over; what it says of its tasks is final then. */
  readonly end: { because?: string | undefined };
}

const lookAtJob = async (options: Monitor, { changes, pool, end }: Watches): Promise<FullLook> => {
  const counts = await countTasks(options);
  const completed = await changes.next();
  const soFar = { counts, completed };
  for (const task of completed) options.blocked.see(task);
  if (changes.seen.size >= options.total && !(changes.mayGoOn() && (await isAnyLeft(options))))
    return { ...soFar, isOver: true };
  if (end.because === undefined && isRestBlocked(options, changes, counts)) {
    await options.batch.terminateJob(options.jobId, blockedReason);
    return { ...soFar, isOver: true, endedBecause: blockedReason };
  }
  if (end.because === undefined) {
    if (counts.running > 0 || changes.hasMore()) return { ...soFar, isOver: false };
    const job = await findJob(options);
    end.because = endOfJob(job);
    if (end.because === undefined) return { ...soFar, isOver: false, ...(await pool.whyNothingRuns(job)) };
    changes.startOver();
    for (const task of await changes.next()) {
      options.blocked.see(task);
      completed.push(task);
    }
  }
  if (changes.hasMore()) return { ...soFar, isOver: false };
  const isAllSeen = changes.seen.size >= options.total;
  return { ...soFar, isOver: true, endedBecause: isAllSeen ? undefined : end.because };
};

/** Somebody else may have begun tasks anew that had failed. */
const isAnyLeft = async ({ batch, jobId }: Monitor): Promise<boolean> => {
  const left = batch.listTasks(jobId, "state ne 'completed'");
  const { done } = await left.next();
  await left.return(undefined);
  return !done;
};

/** Not while what has been begun anew still waits or runs. */
const isRestBlocked = (
  { blocked, total }: Monitor,
  { seen, hasMore }: CompletedTasks,
  { active, running }: Counts,
): boolean =>
  !hasMore() &&
  blocked.count() > 0 &&
  seen.size + blocked.count() >= total &&
  running === 0 &&
  active <= blocked.count();

/** Counts may lag behind [D: batch-get-resource-counts], so what no count mentions is waiting. */
const countTasks = async ({ batch, jobId, total }: Monitor): Promise<Counts> => {
  try {
    const { running, succeeded, failed } = await batch.getTaskCounts(jobId);
    return { running, succeeded, failed, active: Math.max(0, total - running - succeeded - failed) };
  } catch (error) {
    throw isServiceError(error, "JobNotFound") ? deleted(jobId) : error;
  }
};

const deleted = (jobId: string): RunnerError =>
  new RunnerError({
    code: "JobDeleted",
    kind: "environment",
    message: `job ${jobId} was deleted meanwhile`,
    isFinal: true,
  });

const findJob = async ({ batch, jobId }: Monitor): Promise<Models.CloudJob> => {
  const job = await batch.getJob(jobId);
  if (job === undefined || job.state === "deleting") throw deleted(jobId);
  return job;
};

/** Why the job is over, or undefined while it is not. */
const endOfJob = ({ state, executionInfo }: Models.CloudJob): string | undefined =>
  state === "completed" || state === "terminating"
    ? (executionInfo?.terminateReason ?? "it was terminated")
    : undefined;
