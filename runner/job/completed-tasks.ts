import type { BatchClient } from "../batch/batch-client.ts";
import type { BatchTask } from "../batch/batch-task.ts";

/** Nodes report at their own pace, so an earlier transition may show up after a later one. */
const overlapMs = 2000;

export interface CompletedTasks {
  /** Ids of all that were found. */
  readonly seen: ReadonlySet<string>;
  /** Tasks that completed since the last call, by the service's own clock; each one once. */
  readonly next: () => Promise<BatchTask[]>;
  /** The same without trusting any clock: looks at the whole job. */
  readonly rest: () => Promise<BatchTask[]>;
}

export const completedTasks = (batch: Pick<BatchClient, "listTasks">, jobId: string): CompletedTasks => {
  const seen = new Set<string>();
  let last: Date | undefined;
  const find = async (since: Date | undefined): Promise<BatchTask[]> => {
    const found: BatchTask[] = [];
    for await (const task of batch.listTasks(jobId, completedFilter(since))) {
      if (last === undefined || task.stateTransitionTime > last) last = task.stateTransitionTime;
      if (seen.has(task.id)) continue;
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
