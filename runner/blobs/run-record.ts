import { text } from "node:stream/consumers";
import type { ContainerClient } from "@azure/storage-blob";
import type { Call } from "../batch/retry.ts";
import { isServiceError } from "../batch/service-error.ts";
import { environmentError, usageError } from "../errors.ts";
import { type Manifest, parseManifest } from "../plan/manifest.ts";
import { runBlob } from "../requests.ts";

type RunFile = Parameters<typeof runBlob>[1];

export interface RunRecord {
  readonly application: ContainerClient;
  readonly jobId: string;
  readonly storageCall: Call;
}

/** Keeps the run's manifest or report in storage, where every machine finds it. */
export const writeRunFile = async (run: RunRecord, file: RunFile, json: unknown): Promise<void> => {
  const content = JSON.stringify(json);
  const blob = run.application.getBlockBlobClient(runBlob(run.jobId, file));
  const blobHTTPHeaders = { blobContentType: "application/json" };
  await run.storageCall((abortSignal, onProgress) =>
    blob.upload(content, Buffer.byteLength(content), { blobHTTPHeaders, abortSignal, onProgress }),
  );
};

export const hasRunFile = (
  { application, jobId, storageCall }: RunRecord,
  file: RunFile,
): Promise<boolean> => {
  const blob = application.getBlobClient(runBlob(jobId, file));
  return storageCall((abortSignal) => blob.exists({ abortSignal }));
};

/** The manifest of a run that was started earlier, perhaps elsewhere. */
export const readManifest = async (run: RunRecord): Promise<Manifest> => {
  const parsed = parseManifest(JSON.parse(await readRunFile(run, "manifest.json")));
  if ("manifest" in parsed) return parsed.manifest;
  throw environmentError(`the manifest of run ${run.jobId} does not fit this version: ${parsed.problem}`);
};

const readRunFile = async (
  { application, jobId, storageCall }: RunRecord,
  file: RunFile,
): Promise<string> => {
  const blob = application.getBlobClient(runBlob(jobId, file));
  try {
    return await storageCall(async (abortSignal, onProgress) => {
      const { readableStreamBody } = await blob.download(0, undefined, { abortSignal, onProgress });
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
