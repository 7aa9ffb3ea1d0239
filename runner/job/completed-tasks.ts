import type { BatchClient } from "../batch/batch-client.ts";
import type { BatchTask } from "../batch/batch-task.ts";

/** Nodes report at their own pace, so an earlier transition may show up after a later one. */
const overlapMs = 2000;

/** Tasks that are looked at in one go: who comes back to a job of 100,000 would not want them all in mind. */
const most = 1000;

const never = new Date(0);

export interface CompletedTasks {
  /** Ids of all that were found. */
  readonly seen: ReadonlySet<string>;
  /** Tasks that completed since the last call, by the service's own clock; each one once, some at a time. */
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
  /** When tasks that went on had completed. */
  const goneOn = new Map<string, Date>();
  let last: Date | undefined;
  let listing: AsyncGenerator<BatchTask> | undefined;
  const isNew = async (task: BatchTask): Promise<boolean> => {
    if (seen.has(task.id) || task.stateTransitionTime <= (goneOn.get(task.id) ?? never)) return false;
    if (await tryAgain(task)) goneOn.set(task.id, task.stateTransitionTime);
    else seen.add(task.id);
    return seen.has(task.id);
  };
  return {
    seen,
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
