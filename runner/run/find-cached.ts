import type { ContainerClient } from "@azure/storage-blob";
import pMap from "p-map";
import type { Call } from "../batch/retry.ts";
import { type ListedBlob, listBlobs } from "../blobs/list-blobs.ts";
import {
  type EarlierResult,
  type EarlierResults,
  filesOf,
  readResultsIndex,
} from "../blobs/results-index.ts";
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
 * in storage as they were. A call or two for each run, and one more for each 1,000 of its blobs.
 */
export const findCached = async (find: FindCached, manifest: Manifest): Promise<EarlierWork> => {
  const { results, seconds } = await readResultsIndex({ ...find, manifest }, find.signal);
  const medianSeconds = median(seconds);
  const cached = await findPresent(find, results);
  if (cached.size === 0) return { manifest, medianSeconds };
  const tasks = Iterator.from(manifest.tasks).map((task) => {
    const cachedFrom = cached.get(task.id);
    return cachedFrom === undefined ? task : { ...task, cachedFrom };
  });
  return { manifest: { ...manifest, tasks: packTasks(tasks) }, medianSeconds };
};

/** Up to here each task's folder is listed by itself; else the whole run's. */
const fewTasks = 20;

/** The runs of those tasks whose outputs are in storage as the index has them. */
const findPresent = async (find: FindCached, results: EarlierResults): Promise<Map<string, string>> => {
  const byRun = Map.groupBy(results.keys(), (id) => results.get(id)?.jobId);
  const places = [...byRun].flatMap(([jobId, ids]) => {
    if (jobId === undefined) return [];
    if (ids.length > fewTasks) return [{ jobId, prefix: `${jobId}/` }];
    return ids.map((id) => ({ jobId, prefix: `${taskFolder({ jobId }, { id })}/` }));
  });
  const present = new Map<string, string>();
  const list = async ({ jobId, prefix }: (typeof places)[number]): Promise<void> => {
    const blobs = listBlobs(find.output, prefix, find.storageCall);
    for await (const { taskId, files } of taskFolders(blobs, jobId)) {
      const result = results.get(taskId);
      if (result?.jobId === jobId && isWhole(result, files)) present.set(taskId, jobId);
    }
  };
  await pMap(places, list, { concurrency: 8, signal: find.signal });
  return present;
};

interface ListedFolder {
  readonly taskId: string;
  /** By their paths in the folder. */
  readonly files: ReadonlyMap<string, ListedBlob>;
}

/** The blobs of a run by task: a list is sorted, so those of a task come together, and no more than one task's are kept. */
const taskFolders = async function* (
  blobs: AsyncIterable<ListedBlob>,
  jobId: string,
): AsyncGenerator<ListedFolder> {
  let taskId = "";
  let files = new Map<string, ListedBlob>();
  for await (const blob of blobs) {
    const [folder = "", ...path] = blob.name.slice(jobId.length + 1).split("/");
    if (folder !== taskId) {
      yield { taskId, files };
      [taskId, files] = [folder, new Map()];
    }
    files.set(path.join("/"), blob);
  }
  yield { taskId, files };
};

const isWhole = (result: EarlierResult, files: ListedFolder["files"]): boolean =>
  filesOf(result).every((file) => {
    const blob = files.get(file.path);
    return blob?.size === file.size && (blob.md5 === undefined || blob.md5 === file.md5);
  });

const median = (values: readonly number[]): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
