import type { ContainerClient } from "@azure/storage-blob";
import pMap from "p-map";
import type { Call } from "../batch/retry.ts";
import { type ListedBlob, listBlobs } from "../blobs/list-blobs.ts";
import { type IndexedResult, readResultsIndex } from "../blobs/results-index.ts";
import type { Manifest } from "../plan/manifest.ts";
import { packTasks } from "../plan/pack-tasks.ts";
import { taskFolder } from "../requests.ts";

interface FindCached {
  readonly application: ContainerClient;
  readonly output: ContainerClient;
  readonly storageCall: Call;
  readonly signal: AbortSignal;
}

export interface EarlierWork {
  /** The plan, with the tasks that need not run again told apart. */
  readonly manifest: Manifest;
  /** How long a task of this code took, in the middle; undefined if none is known. Seconds. */
  readonly medianSeconds: number | undefined;
}

/**
 * Finds what earlier runs of the same code have done: the same task has the same id, and all its outputs must still be
 * in storage as they were. The work grows with the number of runs, not with that of tasks.
 */
export const findCached = async (find: FindCached, manifest: Manifest): Promise<EarlierWork> => {
  const found = new Map<string, IndexedResult>();
  const { results, seconds } = await readResultsIndex({ ...find, manifest }, find.signal);
  for (const result of results) {
    if (!found.has(result.taskId)) found.set(result.taskId, result);
  }
  const present = await findPresent(find, [...found.values()]);
  if (present.size === 0) return { manifest, medianSeconds: median(seconds) };
  const tasks = Iterator.from(manifest.tasks).map((task) =>
    present.has(task.id) ? { ...task, cachedFrom: found.get(task.id)?.jobId } : task,
  );
  return { manifest: { ...manifest, tasks: packTasks(tasks) }, medianSeconds: median(seconds) };
};

/** Up to here each task's folder is listed by itself; else the whole run's. */
const fewTasks = 20;

/** Ids of the tasks whose outputs are in storage as the index has them. */
const findPresent = async (find: FindCached, results: readonly IndexedResult[]): Promise<Set<string>> => {
  const byRun = Map.groupBy(results, ({ jobId }) => jobId);
  const prefixes = [...byRun].flatMap(([jobId, ofRun]) =>
    ofRun.length > fewTasks
      ? [`${jobId}/`]
      : ofRun.map(({ taskId }) => `${taskFolder({ jobId }, { id: taskId })}/`),
  );
  const wanted = new Map(
    results.flatMap((result) => result.files.map((file) => [blobOf(result, file.path), file])),
  );
  const ok = new Set<string>();
  const list = async (prefix: string): Promise<void> => {
    for await (const blob of listBlobs(find.output, prefix, find.storageCall)) {
      const file = wanted.get(blob.name);
      if (file !== undefined && isSame(file, blob)) ok.add(blob.name);
    }
  };
  await pMap(prefixes, list, { concurrency: 8, signal: find.signal });
  const isPresent = (result: IndexedResult): boolean =>
    result.files.every(({ path }) => ok.has(blobOf(result, path)));
  return new Set(results.filter(isPresent).map(({ taskId }) => taskId));
};

const blobOf = ({ jobId, taskId }: IndexedResult, path: string): string =>
  `${taskFolder({ jobId }, { id: taskId })}/${path}`;

const isSame = (file: { size: number; md5: string }, blob: ListedBlob): boolean =>
  blob.size === file.size && (blob.md5 === undefined || blob.md5 === file.md5);

const median = (values: readonly number[]): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
