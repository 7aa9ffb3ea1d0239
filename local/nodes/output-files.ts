import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import {
  AnonymousCredential,
  type BlobHTTPHeaders,
  type BlockBlobParallelUploadOptions,
  ContainerClient,
  RestError,
} from "@azure/storage-blob";
import pMap from "p-map";
import type { NameValue, OutputFile } from "../batch/state/types.ts";
import { type NodeBlobs, noAccess, withoutQuery } from "./blob-access.ts";
import { TaskFailureError, uploadFailure } from "./failures.ts";
import { blobName, matchOutputs, type OutputMatch } from "./output-patterns.ts";
import { once, persistently } from "./transfer.ts";

export interface UploadWhere {
  readonly dir: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether the process ended with 0. */
  readonly succeeded: boolean;
  readonly signal: AbortSignal;
  readonly blobs: NodeBlobs;
}

const concurrency = 4;

/** Uploads what `outputFiles` ask for after the task's process ended; throws a TaskFailureError with Azure's code. */
export const uploadOutputFiles = async (files: readonly OutputFile[], where: UploadWhere): Promise<void> => {
  for (const file of files) {
    if (isWanted(file, where.succeeded)) await upload(file, where);
  }
};

const isWanted = ({ uploadOptions }: OutputFile, succeeded: boolean): boolean => {
  const condition = uploadOptions?.uploadCondition ?? "taskcompletion";
  if (condition === "taskcompletion") return true;
  return condition === (succeeded ? "tasksuccess" : "taskfailure");
};

const upload = async (file: OutputFile, where: UploadWhere): Promise<void> => {
  const destination = file.destination.container;
  if (destination === undefined) return;
  const { signal, blobs } = where;
  const options = { abortSignal: signal, ...uploadOptions(destination.uploadHeaders) };
  const container = reach(destination, blobs);
  const put = async (match: OutputMatch) => {
    const blob = blobName(destination.path, match);
    const client = container.getBlockBlobClient(blob);
    try {
      await persistently(() => client.uploadFile(match.path, options), { pause: blobs.pause, signal });
      await appendFile(join(where.dir, "fileuploadout.txt"), `${match.path} -> ${blob}\n`);
    } catch (error) {
      signal.throwIfAborted();
      const failure = failureOf(error, {
        FilePath: match.path,
        BlobContainer: withoutQuery(destination.containerUrl),
      });
      await appendFile(join(where.dir, "fileuploaderr.txt"), `${match.path}: ${failure.info.code}\n`);
      throw failure;
    }
  };
  await pMap(matchOutputs(file.filePattern, where), put, { concurrency, signal });
};

const reach = (
  { containerUrl, identityReference }: NonNullable<OutputFile["destination"]["container"]>,
  blobs: NodeBlobs,
): ContainerClient => {
  const url = blobs.reach(containerUrl, identityReference, "write");
  if (url !== undefined) return new ContainerClient(url, new AnonymousCredential(), once);
  const details = { BlobContainer: withoutQuery(containerUrl), Message: noAccess };
  throw new TaskFailureError(uploadFailure(403, details));
};

const failureOf = (error: unknown, details: Record<string, string>): TaskFailureError => {
  if (error instanceof RestError) {
    const reason = error.code ?? "unknown";
    return new TaskFailureError(uploadFailure(error.statusCode, { ...details, StorageErrorCode: reason }));
  }
  // A file that went away or cannot be read.
  if (error instanceof Error && "code" in error)
    return new TaskFailureError(uploadFailure(undefined, { ...details, Message: error.message }));
  throw error;
};

const httpHeaders: Readonly<Record<string, keyof BlobHTTPHeaders>> = {
  "content-type": "blobContentType",
  "content-encoding": "blobContentEncoding",
  "content-language": "blobContentLanguage",
  "content-disposition": "blobContentDisposition",
  "cache-control": "blobCacheControl",
};

const uploadOptions = (headers: readonly NameValue[] = []): BlockBlobParallelUploadOptions => {
  const blobHTTPHeaders: BlobHTTPHeaders = {};
  const metadata: Record<string, string> = {};
  for (const { name, value = "" } of headers) {
    const lower = name.toLowerCase();
    const known = httpHeaders[lower.replace(/^x-ms-blob-/, "")];
    if (lower.startsWith("x-ms-meta-")) metadata[lower.slice("x-ms-meta-".length)] = value;
    else if (known !== undefined) Object.assign(blobHTTPHeaders, { [known]: value });
  }
  return { blobHTTPHeaders, metadata };
};
