import type { ContainerClient } from "@azure/storage-blob";
import pMap from "p-map";
import * as v from "valibot";
import type { Call } from "../batch/retry.ts";
import type { Manifest } from "../plan/manifest.ts";
import { missingOutputs, ownPath } from "../plan/patterns.ts";
import { resultsPrefix } from "../requests.ts";
import { OutcomeFile, type TaskOutcome } from "../results/outcome.ts";
import { DamagedLines, packLines, readPacked, unpackLines } from "./lines.ts";
import { type ListedBlob, listBlobs } from "./list-blobs.ts";

const IndexedResult = v.object({
  taskId: v.string(),
  /** On the node. */
  seconds: v.optional(v.number()),
  /** The task's outputs, without its logs; paths are relative to the task's folder. */
  files: v.array(OutcomeFile),
});

/** A task that succeeded, with all its outputs in storage. */
export type IndexedResult = Readonly<v.InferOutput<typeof IndexedResult>> & { readonly jobId: string };

interface Index {
  readonly application: ContainerClient;
  readonly storageCall: Call;
  readonly manifest: Pick<Manifest, "workload" | "codeSha256" | "jobId" | "tasks">;
}

/** Tells later runs of the same code what this one has done: an outcome for each of its tasks, in the manifest's order. */
export const writeResultsIndex = async (index: Index, outcomes: Iterable<TaskOutcome>): Promise<void> => {
  const { application, storageCall, manifest } = index;
  const content = await packLines(indexLines(manifest, outcomes));
  const blob = application.getBlockBlobClient(`${resultsPrefix(manifest)}${manifest.jobId}.ndjson.gz`);
  const blobHTTPHeaders = { blobContentType: "application/gzip" };
  await storageCall((abortSignal, onProgress) =>
    blob.upload(content, content.length, { blobHTTPHeaders, abortSignal, onProgress }),
  );
};

const indexLines = function* (manifest: Index["manifest"], outcomes: Iterable<TaskOutcome>) {
  const tasks = manifest.tasks[Symbol.iterator]();
  for (const { taskId, succeeded, cachedFrom, seconds, files } of outcomes) {
    const { value: task } = tasks.next();
    // What another run has done is in that run's index.
    if (!succeeded || cachedFrom !== undefined || task?.id !== taskId) continue;
    const own = files.flatMap((file) => {
      const path = ownPath(task, file.path);
      return path === undefined ? [] : [{ ...file, path }];
    });
    // Whoever only watched may not know the hash of each output.
    if (missingOutputs(task, new Set(own.map(({ path }) => path))).length > 0) continue;
    yield { taskId, seconds, files: own };
  }
};

/** Of more runs than these, the oldest are forgotten. */
const mostRuns = 200;

/** Indexes that are read at a time. */
const concurrency = 8;

interface EarlierResults {
  /** Of the tasks that were asked for, the newest first; a task that ran more than once is there as often. */
  readonly results: readonly IndexedResult[];
  /** How long each task of this code took, whichever it was. */
  readonly seconds: readonly number[];
}

/**
 * What earlier runs of the same code say that they have done, of the tasks of this one, the newest first: a call for each
 * run, however many tasks it had. Whether it is all still in storage is another question.
 */
export const readResultsIndex = async (index: Index, signal: AbortSignal): Promise<EarlierResults> => {
  const { application, storageCall, manifest } = index;
  const prefix = resultsPrefix(manifest);
  const runs: ListedBlob[] = [];
  for await (const blob of listBlobs(application, prefix, storageCall)) runs.push(blob);
  runs.sort((a, b) => b.lastModified.getTime() - a.lastModified.getTime());
  const wanted = new Set(Iterator.from(manifest.tasks).map(({ id }) => id));
  const seconds: number[] = [];
  const read = ({ name }: ListedBlob): Promise<IndexedResult[]> =>
    readIndexBlob(
      index,
      { wanted, seconds },
      { name, jobId: name.slice(prefix.length).replace(/\.ndjson\.gz$/, "") },
    );
  const results = await pMap(runs.slice(0, mostRuns), read, { concurrency, signal });
  return { results: results.flat(), seconds };
};

const readIndexBlob = async (
  { application, storageCall }: Index,
  { wanted, seconds }: { readonly wanted: ReadonlySet<string>; readonly seconds: number[] },
  { name, jobId }: { readonly name: string; readonly jobId: string },
): Promise<IndexedResult[]> => {
  const found: IndexedResult[] = [];
  const packed = await readPacked(application.getBlobClient(name), storageCall);
  if (packed === undefined) return [];
  try {
    for await (const line of unpackLines(packed)) {
      const parsed = v.safeParse(IndexedResult, line);
      // Written by another version of the runner: as if there were none.
      if (!parsed.success) continue;
      if (parsed.output.seconds !== undefined) seconds.push(parsed.output.seconds);
      if (wanted.has(parsed.output.taskId)) found.push({ ...parsed.output, jobId });
    }
  } catch (error) {
    if (!(error instanceof DamagedLines)) throw error;
  }
  return found;
};
