import type { BlobContainer } from "../azure/blob-container.ts";
import { dependentsOf } from "../manifest/dependents.ts";
import { jobTasksOf } from "../manifest/job-tasks.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { packTasks } from "../manifest/pack-tasks.ts";
import { findIntact } from "../results/find-intact.ts";
import { readResultsIndex } from "../results/results-index.ts";

interface FindCached {
  readonly application: BlobContainer;
  readonly output: BlobContainer;
  readonly signal: AbortSignal;
}

export interface EarlierWork {
  /** The plan, with `cachedFrom` set on tasks that earlier runs completed. */
  readonly manifest: Manifest;
  /** Median duration of tasks of this code; undefined if none is known. Seconds. */
  readonly medianSeconds: number | undefined;
}

/**
 * Finds tasks that earlier runs of the same code completed. A task counts if an earlier run completed a task with its id, its outputs are still in
 * storage as they were verified, and the tasks that it depends on count too.
 */
export const findCached = async (find: FindCached, manifest: Manifest): Promise<EarlierWork> => {
  const { results, seconds } = await readResultsIndex({ ...find, manifest }, find.signal);
  const medianSeconds = median(seconds);
  const cached = await findIntact(find.output, results, find.signal);
  dropDependentsOfOthers(manifest, cached);
  if (cached.size === 0) return { manifest, medianSeconds };
  const tasks = Iterator.from(manifest.tasks).map((task) => {
    const cachedFrom = cached.get(task.id);
    return cachedFrom === undefined ? task : { ...task, cachedFrom };
  });
  return { manifest: { ...manifest, tasks: packTasks(tasks) }, medianSeconds };
};

/** Drops tasks that depend on one that runs again, whose results may differ. */
const dropDependentsOfOthers = (manifest: Manifest, cached: Map<string, string>): void => {
  if (!jobTasksOf(manifest).haveDependencies) return;
  const toRun = Iterator.from(manifest.tasks)
    .filter(({ id, cachedFrom }) => cachedFrom === undefined && !cached.has(id))
    .map(({ id }) => id);
  for (const id of dependentsOf(manifest.tasks).ofAll(toRun)) cached.delete(id);
};

const median = (values: readonly number[]): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
