import type { BatchTask } from "../azure/batch-task.ts";
import { dependentsOf } from "../manifest/dependents.ts";
import { jobTasksOf } from "../manifest/job-tasks.ts";
import { type Manifest, type ManifestTask, tasksToRun } from "../manifest/manifest.ts";

/**
 * Tasks of a job that will never run because a task that they depend on failed. Batch leaves them, and with them the job, active
 * forever [D: batch-task-dependencies].
 */
export interface BlockedTasks {
  /** Called once per completed task, and again after a reactivation. */
  readonly see: (done: BatchTask) => void;
  readonly count: () => number;
  /** Returns the blocked tasks, each with the task that failed. */
  readonly all: () => IterableIterator<[blocked: string, failed: ManifestTask]>;
}

export const blockedTasks = (manifest: Manifest): BlockedTasks => {
  const dependents = dependentsOf(tasksToRun(manifest));
  const tasks = new Map<string, ManifestTask>();
  for (const task of jobTasksOf(manifest).haveDependencies ? tasksToRun(manifest) : [])
    if (dependents.of(task.id).length > 0) tasks.set(task.id, task);
  const failed = new Set<ManifestTask>();
  const blocked = new Map<string, ManifestTask>();
  const block = (by: ManifestTask): void => {
    const open = [by.id];
    for (let each = open.pop(); each !== undefined; each = open.pop()) {
      for (const dependent of dependents.of(each)) {
        if (blocked.has(dependent)) continue;
        blocked.set(dependent, by);
        open.push(dependent);
      }
    }
  };
  return {
    see: ({ id, exitCode, failure }) => {
      const task = tasks.get(id);
      if (task === undefined || task.ifFails === "continue") return;
      const isFine = exitCode === 0 && failure === undefined;
      if (!isFine) {
        failed.add(task);
        block(task);
      } else if (failed.delete(task)) {
        blocked.clear();
        for (const each of failed) block(each);
      }
    },
    count: () => blocked.size,
    all: () => blocked.entries(),
  };
};

/** Reason given to Batch when the runner terminates a job with only blocked tasks. */
export const blockedReason = "the remaining tasks depend on failed tasks";
