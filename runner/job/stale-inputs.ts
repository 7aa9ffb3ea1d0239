import type { BatchTask } from "../azure/batch-task.ts";
import { dependentsOf } from "../manifest/dependents.ts";
import { type Manifest, type ManifestTask, tasksToRun } from "../manifest/manifest.ts";

/**
 * Finds tasks that ran on outputs of another task before those were final: a failed task with `ifFails: "continue"` can be
 * reactivated after its dependents ran. Batch reactivates only failed tasks, so the dependents' verdicts have to report it.
 */
export interface StaleInputs {
  /** Called once per completed task, and again after a reactivation. */
  readonly see: (done: BatchTask) => void;
  /** Returns each of these tasks with the task that ended after it had started. */
  readonly all: () => IterableIterator<[dependent: string, upstream: ManifestTask]>;
}

export const staleInputs = (manifest: Manifest): StaleInputs => {
  const upstreams = [...tasksToRun(manifest).filter(({ ifFails }) => ifFails === "continue")];
  const dependents = dependentsOf(upstreams.length > 0 ? tasksToRun(manifest) : []);
  const watched = new Set(upstreams.flatMap(({ id }) => [id, ...dependents.of(id)]));
  const started = new Map<string, Date>();
  const ended = new Map<string, Date>();
  return {
    see: ({ id, startTime, endTime }) => {
      if (!watched.has(id)) return;
      if (startTime !== undefined) started.set(id, startTime);
      if (endTime !== undefined) ended.set(id, endTime);
    },
    all: () => {
      const found = new Map<string, ManifestTask>();
      for (const upstream of upstreams) {
        const end = ended.get(upstream.id);
        if (end === undefined) continue;
        // A node fetches inputs when the task starts [Swagger: TaskExecutionInformation.startTime].
        const direct = dependents.of(upstream.id).filter((id) => (started.get(id) ?? end) < end);
        for (const id of [...direct, ...dependents.ofAll(direct)]) found.set(id, upstream);
      }
      return found.entries();
    },
  };
};
