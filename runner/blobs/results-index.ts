import type { ContainerClient } from "@azure/storage-blob";
import * as v from "valibot";
import type { Call } from "../batch/retry.ts";
import { isServiceError } from "../batch/service-error.ts";
import type { Manifest } from "../plan/manifest.ts";
import { resultsPrefix } from "../requests.ts";
import { OutcomeFile, type TaskOutcome } from "../results/outcome.ts";
import { DamagedLines, packLines, unpackLines } from "./lines.ts";
import { listBlobs } from "./list-blobs.ts";

const IndexedResult = v.object({
  taskId: v.string(),
  /** On the node. */
  seconds: v.optional(v.number()),
  /** The task's outputs, without its logs. */
  files: v.array(OutcomeFile),
});

/** A task that succeeded, with all its outputs in storage. */
export type IndexedResult = Readonly<v.InferOutput<typeof IndexedResult>> & { readonly jobId: string };

interface Index {
  readonly application: ContainerClient;
  readonly storageCall: Call;
  readonly manifest: Pick<Manifest, "workload" | "bundleSha256" | "jobId" | "tasks">;
}

/** Tells later runs of the same code what this one has done. */
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
  const outputs = new Map(manifest.tasks.map(({ id, outputs }) => [id, outputs]));
  for (const { taskId, succeeded, cachedFrom, seconds, files } of outcomes) {
    // What another run has done is in that run's index.
    if (!succeeded || cachedFrom !== undefined) continue;
    const own = files.filter(({ path }) => outputs.get(taskId)?.includes(path));
    yield { taskId, seconds, files: own };
  }
};

/**
 * What earlier runs of the same code say that they have done, the newest run first: a call for each run, however many
 * tasks it had. Whether it is all still in storage is another question.
 */
export const readResultsIndex = async function* (index: Index): AsyncGenerator<IndexedResult> {
  const { application, storageCall, manifest } = index;
  const prefix = resultsPrefix(manifest);
  const runs: { name: string; lastModified: Date }[] = [];
  for await (const blob of listBlobs(application, prefix, storageCall)) runs.push(blob);
  runs.sort((a, b) => b.lastModified.getTime() - a.lastModified.getTime());
  for (const { name } of runs) {
    const jobId = name.slice(prefix.length).replace(/\.ndjson\.gz$/, "");
    if (jobId !== manifest.jobId) yield* readIndexBlob(index, name, jobId);
  }
};

const readIndexBlob = async function* (
  { application, storageCall }: Index,
  name: string,
  jobId: string,
): AsyncGenerator<IndexedResult> {
  try {
    const blob = application.getBlobClient(name);
    const { readableStreamBody } = await storageCall((abortSignal) =>
      blob.download(0, undefined, { abortSignal }),
    );
    if (readableStreamBody === undefined) return;
    for await (const line of unpackLines(readableStreamBody)) {
      const parsed = v.safeParse(IndexedResult, line);
      // Written by another version of the runner: as if there were none.
      if (parsed.success) yield { ...parsed.output, jobId };
    }
  } catch (error) {
    if (!(error instanceof DamagedLines) && !isServiceError(error, "BlobNotFound")) throw error;
  }
};
