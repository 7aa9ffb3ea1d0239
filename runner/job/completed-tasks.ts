import type { BatchClient } from "../azure/batch-client.ts";
import type { BatchTask } from "../azure/batch-task.ts";
import { ServiceError } from "../azure/service-error.ts";

/** Nodes report with different delays, so an earlier transition may appear after a later one. */
const overlapMs = 2000;

/** Most tasks that one call of `next` reads. Without it, watching a finished job of 100,000 would hold them all in memory. */
const mostPerCall = 1000;

/** Most times that this process reactivates a task. */
const mostReactivations = 2;

export interface CompletedTasks {
  /** Ids of all tasks returned so far. */
  readonly seen: ReadonlySet<string>;
  /** Whether one of them failed: Batch reactivates only failed tasks [Swagger: Task_Reactivate]. */
  readonly hasFailures: () => boolean;
  /** Returns tasks that completed since the last call, by Batch's clock: each one once, and again after each reactivation. */
  readonly next: () => Promise<BatchTask[]>;
  /** Whether the last call of `next` left some. */
  readonly hasMore: () => boolean;
  /** Makes `next` list the whole job, whatever the time of the last transition. */
  readonly startOver: () => void;
}

interface Source {
  readonly batch: Pick<BatchClient, "listTasks" | "reactivateTask">;
  readonly jobId: string;
  readonly onReactivate: (task: BatchTask) => void;
}

/** Lists a job's completed tasks, except those that it reactivates because Batch or the node failed. */
export const completedTasks = ({ batch, jobId, onReactivate }: Source): CompletedTasks => {
  const reactivate = reactivator(batch, jobId);
  const seen = new Set<string>();
  /** Completion times of failed tasks. */
  const failedAt = new Map<string, Date>();
  let last: Date | undefined;
  let listing: AsyncGenerator<BatchTask> | undefined;
  const isNew = async (task: BatchTask): Promise<boolean> => {
    const before = failedAt.get(task.id);
    if (before === undefined ? seen.has(task.id) : task.stateTransitionTime <= before) return false;
    if (task.exitCode === 0 && task.failure === undefined) failedAt.delete(task.id);
    else failedAt.set(task.id, task.stateTransitionTime);
    if (await reactivate(task)) {
      onReactivate(task);
      seen.delete(task.id);
    } else seen.add(task.id);
    return seen.has(task.id);
  };
  return {
    seen,
    hasFailures: () => failedAt.size > 0,
    hasMore: () => listing !== undefined,
    startOver: () => {
      [last, listing] = [undefined, undefined];
    },
    next: async () => {
      listing ??= batch.listTasks(jobId, completedFilter(last && new Date(last.getTime() - overlapMs)));
      const found: BatchTask[] = [];
      while (found.length < mostPerCall) {
        const { done, value } = await listing.next();
        if (done) {
          listing = undefined;
          break;
        }
        if (last === undefined || value.stateTransitionTime > last) last = value.stateTransitionTime;
        if (await isNew(value)) found.push(value);
      }
      return found;
    },
  };
};

const completedFilter = (since: Date | undefined): string =>
  [
    "state eq 'completed'",
    ...(since ? [`stateTransitionTime ge DateTime'${since.toISOString()}'`] : []),
  ].join(" and ");

/**
 * Returns a function that reactivates a completed task if Batch or the node failed rather than the program, and returns whether
 * it did. Batch itself retries only exit codes. After the job has ended Batch refuses, and a new run has to repeat the task.
 */
const reactivator = (
  batch: Pick<BatchClient, "reactivateTask">,
  jobId: string,
): ((task: BatchTask) => Promise<boolean>) => {
  const counts = new Map<string, number>();
  return async (task) => {
    const count = counts.get(task.id) ?? 0;
    if (!isServiceFailure(task) || count === mostReactivations) return false;
    counts.set(task.id, count + 1);
    try {
      await batch.reactivateTask(jobId, task.id);
      return true;
    } catch (error) {
      if (error instanceof ServiceError && (error.status === 409 || error.status === 404)) return false;
      throw error;
    }
  };
};

/** Batch's category for failures that the user did not cause: a download that timed out, a full disk [D: TaskFailureInformation]. */
const isServiceFailure = ({ failure }: BatchTask): boolean =>
  failure?.category.toLowerCase() === "servererror";
