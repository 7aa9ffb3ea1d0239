import type { BatchClient } from "../azure/batch-client.ts";
import type { BatchTask } from "../azure/batch-task.ts";

/** Nodes report at their own pace, so an earlier transition may show up after a later one. */
const overlapMs = 2000;

/** Tasks that are looked at in one go: who comes back to a job of 100,000 would not want them all in mind. */
const most = 1000;

export interface CompletedTasks {
  /** Ids of all that were found. */
  readonly seen: ReadonlySet<string>;
  /** Whether one of them may have been begun anew since: Batch does that with failed ones only [Swagger: Task_Reactivate]. */
  readonly mayGoOn: () => boolean;
  /**
   * Tasks that completed since the last call, by the service's own clock, some at a time; each one once, and once more each time
   * that somebody had begun it anew.
   */
  readonly next: () => Promise<BatchTask[]>;
  /** Whether the last call left some. */
  readonly hasMore: () => boolean;
  /** From now on `next` trusts no clock and looks at the whole job. */
  readonly startOver: () => void;
}

interface Source {
  readonly batch: Pick<BatchClient, "listTasks">;
  readonly jobId: string;
  /** Says of a completed task whether it goes on all the same. */
  readonly tryAgain: (task: BatchTask) => Promise<boolean>;
}

export const completedTasks = ({ batch, jobId, tryAgain }: Source): CompletedTasks => {
  const seen = new Set<string>();
  /** When tasks that failed had completed. */
  const failedAt = new Map<string, Date>();
  let last: Date | undefined;
  let listing: AsyncGenerator<BatchTask> | undefined;
  const isNew = async (task: BatchTask): Promise<boolean> => {
    const before = failedAt.get(task.id);
    if (before === undefined ? seen.has(task.id) : task.stateTransitionTime <= before) return false;
    if (task.exitCode === 0 && task.failure === undefined) failedAt.delete(task.id);
    else failedAt.set(task.id, task.stateTransitionTime);
    if (await tryAgain(task)) seen.delete(task.id);
    else seen.add(task.id);
    return seen.has(task.id);
  };
  return {
    seen,
    mayGoOn: () => failedAt.size > 0,
    hasMore: () => listing !== undefined,
    startOver: () => {
      [last, listing] = [undefined, undefined];
    },
    next: async () => {
      listing ??= batch.listTasks(jobId, completedFilter(last && new Date(last.getTime() - overlapMs)));
      const found: BatchTask[] = [];
      while (found.length < most) {
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
