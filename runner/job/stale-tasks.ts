import type { BatchTask } from "../azure/batch-task.ts";
import { dependentsOf } from "../manifest/dependents.ts";
import { type Manifest, type ManifestTask, tasksToRun } from "../manifest/manifest.ts";

/**
 * Tasks that read what another one had written before that was final: a task that failed although others may continue after
 * it can be reactivated once they ran. Batch reactivates only failed tasks, so their own verdict has to say it.
 */
export interface StaleTasks {
  /** Called for each task that has completed, and again after it was reactivated. */
  readonly see: (done: BatchTask) => void;
  /** Each with the task that ended after it had started. */
  readonly all: () => IterableIterator<[stale: string, upstream: ManifestTask]>;
}

export const staleTasks = (manifest: Manifest): StaleTasks => {
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
      const stale = new Map<string, ManifestTask>();
      for (const upstream of upstreams) {
        const end = ended.get(upstream.id);
        if (end === undefined) continue;
        // A node fetches inputs when the task starts [Swagger: TaskExecutionInformation.startTime].
        const direct = dependents.of(upstream.id).filter((id) => (started.get(id) ?? end) < end);
        for (const id of [...direct, ...dependents.ofAll(direct)]) stale.set(id, upstream);
      }
      return stale.entries();
    },
  };
};
