import pMap from "p-map";
import * as v from "valibot";
import type { BlobContainer, ListedBlob } from "../azure/blob-container.ts";
import { dependentsOf } from "../manifest/dependents.ts";
import type { Manifest, ManifestTask } from "../manifest/manifest.ts";
import { ownPath } from "../manifest/patterns.ts";
import { resultsPrefix } from "../storage/blob-names.ts";
import { DamagedLines, readPacked, unpackLines, writePacked } from "../storage/lines.ts";
import { OutcomeFile, type TaskOutcome } from "./outcome.ts";

const IndexedResult = v.object({
  /** Indexes without it also have results of inputs that were not final, or that were not compared with the task's hashes. */
  resultVersion: v.literal(2),
  taskId: v.string(),
  /** On the node. */
  seconds: v.optional(v.number()),
  /** The task's outputs, without its logs; paths are relative to the task's folder. */
  files: v.array(OutcomeFile),
});

/** A task that succeeded, with all its outputs in storage. */
export interface EarlierResult {
  /** The run that it was in. */
  readonly jobId: string;
  /** `filesOf` it, as JSON: there may be 100,000. */
  readonly packedFiles: string;
}

/** The task's outputs, without its logs; paths are relative to the task's folder. */
export const filesOf = ({ packedFiles }: EarlierResult): OutcomeFile[] => JSON.parse(packedFiles);

interface Index {
  readonly application: Pick<BlobContainer, "list" | "read" | "write">;
  readonly manifest: Pick<Manifest, "workload" | "codeSha256" | "jobId" | "tasks">;
}

/**
 * Keeps for later runs of the same code what this one has done: an outcome for each of its tasks, in the manifest's order,
 * each time from the start. Only results whose inputs were final and verified are kept.
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
    // What another run has done is in that run's index.
    if (!succeeded || cachedFrom !== undefined || task?.id !== taskId || unsound.has(taskId)) continue;
    yield { resultVersion: 2, taskId, seconds, files: ownFiles(task, files) };
  }
};

/** A task's outputs, without its logs, with paths relative to the task's folder. */
export const ownFiles = (task: ManifestTask, files: readonly OutcomeFile[]): OutcomeFile[] =>
  files.flatMap((file) => {
    const path = ownPath(task, file.path);
    return path === undefined ? [] : [{ ...file, path }];
  });

/** Tasks whose inputs were not final: a task before them failed, at any distance, or a stored input was not pinned. */
const unsoundTasks = ({ tasks }: Index["manifest"], outcomes: Iterable<TaskOutcome>): ReadonlySet<string> => {
  const sources = new Set<string>();
  for (const { taskId, succeeded } of outcomes) if (!succeeded) sources.add(taskId);
  const unpinned = new Set<string>();
  for (const { id, inputs } of tasks)
    if (inputs.some(({ stored }) => stored !== undefined && stored.etag === undefined)) unpinned.add(id);
  const found = dependentsOf(tasks).ofAll([...sources, ...unpinned]);
  return new Set([...unpinned, ...found]);
};

/** Of more runs than these, the oldest are forgotten. */
const mostRuns = 200;

/** Of more tasks than these no time is kept. */
const mostSeconds = 10_000;

/** Indexes that are read at a time. */
const concurrency = 8;

/** By the ids of all tasks that were asked for. */
export type EarlierResults = ReadonlyMap<string, EarlierResult | undefined>;

interface Earlier {
  /** Of the tasks that were asked for, each by the newest run that has it. */
  readonly results: EarlierResults;
  /** How long tasks of this code took, whichever they were: enough of them for a median. */
  readonly seconds: readonly number[];
}

/**
 * What earlier runs of the same code say that they have done, of the tasks of this one: a call for each run, however many
 * tasks it had, until nothing is left to be found. Whether it is all still in storage is another question.
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
      // Runs are read side by side: an older one may have come first.
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
      // Written by another version of the runner: as if there were none.
      if (parsed.success) yield parsed.output;
    }
  } catch (error) {
    if (!(error instanceof DamagedLines)) throw error;
  }
};
