import { text } from "node:stream/consumers";
import type { ContainerClient } from "@azure/storage-blob";
import { isServiceError } from "../batch/service-error.ts";
import { environmentError, usageError } from "../errors.ts";
import { type Manifest, parseManifest } from "../plan/manifest.ts";
import { runBlob } from "../requests.ts";
import { storageCall } from "./storage-call.ts";

type RunFile = Parameters<typeof runBlob>[1];

export interface RunRecord {
  readonly application: ContainerClient;
  readonly jobId: string;
  readonly signal: AbortSignal;
}

/** Keeps the run's manifest or report in storage, where every machine finds it. */
export const writeRunFile = async (run: RunRecord, file: RunFile, json: unknown): Promise<void> => {
  const content = JSON.stringify(json);
  const blob = run.application.getBlockBlobClient(runBlob(run.jobId, file));
  const blobHTTPHeaders = { blobContentType: "application/json" };
  await storageCall(run.signal, () =>
    blob.upload(content, Buffer.byteLength(content), { blobHTTPHeaders, abortSignal: run.signal }),
  );
};

export const hasRunFile = (run: RunRecord, file: RunFile): Promise<boolean> => {
  const blob = run.application.getBlobClient(runBlob(run.jobId, file));
  return storageCall(run.signal, () => blob.exists({ abortSignal: run.signal }));
};

/** The manifest of a run that was started earlier, perhaps elsewhere. */
export const readManifest = async (run: RunRecord): Promise<Manifest> => {
  const parsed = parseManifest(JSON.parse(await readRunFile(run, "manifest.json")));
  if ("manifest" in parsed) return parsed.manifest;
  throw environmentError(`the manifest of run ${run.jobId} does not fit this version: ${parsed.problem}`);
};

const readRunFile = async ({ application, jobId, signal }: RunRecord, file: RunFile): Promise<string> => {
  const blob = application.getBlobClient(runBlob(jobId, file));
  try {
    return await storageCall(signal, async () => {
      const { readableStreamBody } = await blob.download(0, undefined, {
        abortSignal: signal,
        maxRetryRequests: 5,
      });
      return readableStreamBody === undefined ? "" : text(readableStreamBody);
    });
  } catch (error) {
    if (!isServiceError(error, "BlobNotFound")) throw error;
    throw usageError(
      `no run ${jobId} in ${application.url}`,
      "If it was interrupted before its job was created: submit again.",
    );
  }
};
