import type { BatchTask } from "../batch/batch-task.ts";
import { type Manifest, type ManifestTask, tasksToRun } from "../plan/manifest.ts";

/**
 * Tasks of a job that will never run, because one that they come after has failed. Batch leaves them active for ever, and
 * with them the job [D: batch-task-dependencies].
 */
export interface BlockedTasks {
  /** Is told of each task that has completed for good. */
  readonly see: (done: BatchTask) => void;
  readonly count: () => number;
  /** Each with the task that has failed. */
  readonly all: () => IterableIterator<[blocked: string, failed: ManifestTask]>;
}

export const blockedTasks = (manifest: Manifest): BlockedTasks => {
  const dependents = new Map<string, string[]>();
  for (const { id, after = [] } of tasksToRun(manifest)) {
    for (const earlier of after) {
      const known = dependents.get(earlier);
      if (known === undefined) dependents.set(earlier, [id]);
      else known.push(id);
    }
  }
  const tasks = new Map<string, ManifestTask>();
  if (dependents.size > 0)
    for (const task of tasksToRun(manifest)) if (dependents.has(task.id)) tasks.set(task.id, task);
  const blocked = new Map<string, ManifestTask>();
  return {
    see: ({ id, exitCode, failure }) => {
      const failed = tasks.get(id);
      const isFine = exitCode === 0 && failure === undefined;
      if (failed === undefined || isFine || failed.ifFails === "continue") return;
      const open = [id];
      for (let each = open.pop(); each !== undefined; each = open.pop()) {
        for (const dependent of dependents.get(each) ?? []) {
          if (blocked.has(dependent)) continue;
          blocked.set(dependent, failed);
          open.push(dependent);
        }
      }
    },
    count: () => blocked.size,
    all: () => blocked.entries(),
  };
};

/** What ends the job, for whoever looks at it. */
export const blockedReason = "the tasks that are left come after tasks that failed";
