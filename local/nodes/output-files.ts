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
import { TaskFailureError, uploadFailure } from "./failures.ts";
import { blobName, matchOutputs, type OutputMatch } from "./output-patterns.ts";
import { withoutQuery } from "./resource-files.ts";

export interface UploadWhere {
  readonly dir: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether the process ended with 0. */
  readonly succeeded: boolean;
  readonly signal: AbortSignal;
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
  const container = new ContainerClient(destination.containerUrl, new AnonymousCredential());
  const put = async (match: OutputMatch) => {
    const blob = blobName(destination.path, match);
    try {
      await container
        .getBlockBlobClient(blob)
        .uploadFile(match.path, { abortSignal: where.signal, ...uploadOptions(destination.uploadHeaders) });
      await appendFile(join(where.dir, "fileuploadout.txt"), `${match.path} -> ${blob}\n`);
    } catch (error) {
      where.signal.throwIfAborted();
      const failure = failureOf(error, {
        FilePath: match.path,
        BlobContainer: withoutQuery(destination.containerUrl),
      });
      await appendFile(join(where.dir, "fileuploaderr.txt"), `${match.path}: ${failure.info.code}\n`);
      throw failure;
    }
  };
  await pMap(matchOutputs(file.filePattern, where), put, { concurrency, signal: where.signal });
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
