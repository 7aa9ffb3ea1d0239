import type { BatchClient } from "../batch/batch-client.ts";
import type { BatchTask } from "../batch/batch-task.ts";

/** Nodes report at their own pace, so an earlier transition may show up after a later one. */
const overlapMs = 2000;

const never = new Date(0);

export interface CompletedTasks {
  /** Ids of all that were found. */
  readonly seen: ReadonlySet<string>;
  /** Tasks that completed since the last call, by the service's own clock; each one once. */
  readonly next: () => Promise<BatchTask[]>;
  /** The same without trusting any clock: looks at the whole job. */
  readonly rest: () => Promise<BatchTask[]>;
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
  const find = async (since: Date | undefined): Promise<BatchTask[]> => {
    const found: BatchTask[] = [];
    for await (const task of batch.listTasks(jobId, completedFilter(since))) {
      if (last === undefined || task.stateTransitionTime > last) last = task.stateTransitionTime;
      if (seen.has(task.id) || task.stateTransitionTime <= (goneOn.get(task.id) ?? never)) continue;
      if (await tryAgain(task)) {
        goneOn.set(task.id, task.stateTransitionTime);
        continue;
      }
      seen.add(task.id);
      found.push(task);
    }
    return found;
  };
  return {
    seen,
    next: () => find(last && new Date(last.getTime() - overlapMs)),
    rest: () => find(undefined),
  };
};

const completedFilter = (since: Date | undefined): string =>
  [
    "state eq 'completed'",
    ...(since ? [`stateTransitionTime ge DateTime'${since.toISOString()}'`] : []),
  ].join(" and ");
