import pMap from "p-map";
import * as v from "valibot";
import type { BlobContainer } from "../azure/blob-container.ts";
import type { ListedBlob } from "../azure/list-blobs.ts";
import { dependentsOf } from "../manifest/dependents.ts";
import type { Manifest, ManifestTask } from "../manifest/manifest.ts";
import { ownPath } from "../manifest/patterns.ts";
import { resultsPrefix } from "../storage/blob-names.ts";
import { DamagedLines, readPacked, unpackLines, writePacked } from "../storage/packed-lines.ts";
import { OutcomeFile, type TaskOutcome } from "./outcome.ts";

const IndexedResult = v.object({
  /** Earlier versions include results of inputs that were not final or not verified. */
  resultVersion: v.literal(2),
  taskId: v.string(),
  /** Duration on the node. */
  seconds: v.optional(v.number()),
  /** The task's outputs, without its logs; paths are relative to the task's folder. */
  files: v.array(OutcomeFile),
});

/** A task that an earlier run completed with all outputs. */
export interface EarlierResult {
  /** The run that completed the task. */
  readonly jobId: string;
  /** JSON of `filesOf`, to save memory: there may be 100,000 results. */
  readonly packedFiles: string;
}

/** The task's outputs, without its logs; paths are relative to the task's folder. */
export const filesOf = ({ packedFiles }: EarlierResult): OutcomeFile[] => JSON.parse(packedFiles);

interface Index {
  readonly application: Pick<BlobContainer, "list" | "read" | "write">;
  readonly manifest: Pick<Manifest, "workload" | "codeSha256" | "jobId" | "tasks">;
}

/**
 * Stores the results of a run for later runs of the same code. Leaves out results whose inputs were not final or not verified.
 *
 * @param outcomes returns an outcome per task, in the order of the manifest, each time from the start.
 */
export const writeResultsIndex = async (
  index: Index,
  outcomes: () => Iterable<TaskOutcome>,
): Promise<void> => {
  const { application, manifest } = index;
  const blobName = `${resultsPrefix(manifest)}${manifest.jobId}.ndjson.gz`;
  await writePacked(application, blobName, indexLines(manifest, outcomes));
};

const indexLines = function* (manifest: Index["manifest"], outcomes: () => Iterable<TaskOutcome>) {
  const unsound = unsoundTasks(manifest, outcomes());
  const tasks = manifest.tasks[Symbol.iterator]();
  for (const { taskId, succeeded, cachedFrom, seconds, files } of outcomes()) {
    const { value: task } = tasks.next();
    // A cached result is in the index of the run that completed it.
    if (!succeeded || cachedFrom !== undefined || task?.id !== taskId || unsound.has(taskId)) continue;
    yield { resultVersion: 2, taskId, seconds, files: ownFiles(task, files) };
  }
};

/** Returns a task's outputs, without its logs, with paths relative to the task's folder. */
export const ownFiles = (task: ManifestTask, files: readonly OutcomeFile[]): OutcomeFile[] =>
  files.flatMap((file) => {
    const path = ownPath(task, file.path);
    return path === undefined ? [] : [{ ...file, path }];
  });

/** Returns the tasks whose inputs may not be final: they depend on a failed task, or a stored input has no ETag in the plan. */
const unsoundTasks = ({ tasks }: Index["manifest"], outcomes: Iterable<TaskOutcome>): ReadonlySet<string> => {
  const sources = new Set<string>();
  for (const { taskId, succeeded } of outcomes) if (!succeeded) sources.add(taskId);
  const unpinned = new Set<string>();
  for (const { id, inputs } of tasks)
    if (inputs.some(({ stored }) => stored !== undefined && stored.etag === undefined)) unpinned.add(id);
  const found = dependentsOf(tasks).ofAll([...sources, ...unpinned]);
  return new Set([...unpinned, ...found]);
};

/** Most runs that are read, the newest first. */
const mostRuns = 200;

/** Most durations that are kept. */
const mostSeconds = 10_000;

/** Indexes that are read at a time. */
const concurrency = 8;

/** By task id; undefined for a task that no earlier run completed. */
export type EarlierResults = ReadonlyMap<string, EarlierResult | undefined>;

interface Earlier {
  /** Results of the manifest's tasks, each from the newest run that has it. */
  readonly results: EarlierResults;
  /** Durations of tasks of this code, enough for a median. */
  readonly seconds: readonly number[];
}

/**
 * Returns the results of earlier runs of the same code for the manifest's tasks. Needs a request per run, until every task is found. The
 * caller has to check that the outputs are still in storage.
 */
export const readResultsIndex = async (index: Index, signal: AbortSignal): Promise<Earlier> => {
  const { application, manifest } = index;
  const prefix = resultsPrefix(manifest);
  const runs: ListedBlob[] = [];
  for await (const blob of application.list(prefix)) runs.push(blob);
  runs.sort((a, b) => b.lastModified.getTime() - a.lastModified.getTime());
  const results = new Map<string, (EarlierResult & { readonly age: number }) | undefined>();
  for (const { id } of manifest.tasks) results.set(id, undefined);
  const seconds: number[] = [];
  let left = results.size;
  const read = async ({ name }: ListedBlob, age: number): Promise<void> => {
    if (left === 0) return;
    const jobId = name.slice(prefix.length).replace(/\.ndjson\.gz$/, "");
    for await (const { taskId, files, seconds: taken } of indexedResults(index, name)) {
      if (taken !== undefined && seconds.length < mostSeconds) seconds.push(taken);
      if (!results.has(taskId)) continue;
      const known = results.get(taskId);
      if (known === undefined) left -= 1;
      // Runs are read concurrently, so an older one may have been read first.
      if (age <= (known?.age ?? age)) results.set(taskId, { jobId, packedFiles: JSON.stringify(files), age });
    }
  };
  await pMap(runs.slice(0, mostRuns), read, { concurrency, signal });
  return { results, seconds };
};

const indexedResults = async function* (
  { application }: Index,
  name: string,
): AsyncGenerator<v.InferOutput<typeof IndexedResult>> {
  const packed = await readPacked(application, name);
  if (packed === undefined) return;
  try {
    for await (const line of unpackLines(packed)) {
      const parsed = v.safeParse(IndexedResult, line);
      // Skip lines of another version of the runner.
      if (parsed.success) yield parsed.output;
    }
  } catch (error) {
    if (!(error instanceof DamagedLines)) throw error;
  }
};
