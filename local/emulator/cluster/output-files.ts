import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import {
  AnonymousCredential,
  type BlobHTTPHeaders,
  type BlockBlobParallelUploadOptions,
  ContainerClient,
  newPipeline,
  RestError,
} from "@azure/storage-blob";
import pMap from "p-map";
import type { NameValue, OutputFile } from "../state/task-types.ts";
import { type NodeBlobs, noAccess, withoutQuery } from "./blob-access.ts";
import { TaskFailureError, uploadFailure } from "./failures.ts";
import { blobName, matchOutputs, type OutputMatch } from "./output-patterns.ts";
import { withoutRetries, withRetries } from "./transfer.ts";

interface UploadWhere {
  readonly dir: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether the exit code is 0. */
  readonly succeeded: boolean;
  readonly signal: AbortSignal;
  readonly blobs: NodeBlobs;
}

const concurrency = 4;

/**
 * Uploads a task's output files after its process has ended. A failed upload doesn't stop the others.
 *
 * @throws TaskFailureError with Azure's code of the first failed upload
 */
export const uploadOutputFiles = async (files: readonly OutputFile[], where: UploadWhere): Promise<void> => {
  const wanted = files.filter((file) => isWanted(file, where.succeeded));
  const options = { concurrency, stopOnError: false, signal: where.signal };
  await pMap(uploadsOf(wanted, where), (upload) => upload(), options).catch((error: unknown) => {
    throw error instanceof AggregateError ? error.errors[0] : error;
  });
};

type Upload = () => Promise<void>;

/** Yields an upload for each file that matches, pattern by pattern. */
async function* uploadsOf(files: readonly OutputFile[], where: UploadWhere): AsyncGenerator<Upload> {
  for (const file of files) {
    try {
      const put = uploader(file, where);
      if (put === undefined) continue;
      for await (const match of matchOutputs(file.filePattern, where)) yield () => put(match);
    } catch (error) {
      yield () => Promise.reject(error);
    }
  }
}

const isWanted = ({ uploadOptions }: OutputFile, succeeded: boolean): boolean => {
  const condition = uploadOptions?.uploadCondition ?? "taskcompletion";
  if (condition === "taskcompletion") return true;
  return condition === (succeeded ? "tasksuccess" : "taskfailure");
};

const uploader = (
  { destination: { container: destination } }: OutputFile,
  where: UploadWhere,
): ((match: OutputMatch) => Promise<void>) | undefined => {
  if (destination === undefined) return undefined;
  const { signal, blobs } = where;
  const options = { abortSignal: signal, ...uploadOptions(destination.uploadHeaders) };
  const container = reach(destination, blobs);
  return async (match) => {
    const blob = blobName(destination.path, match);
    const client = container.getBlockBlobClient(blob);
    try {
      if (match.isUnreadable) throw new TaskFailureError(uploadFailure(undefined, notUtf8(match)));
      await withRetries(() => client.uploadFile(match.path, options), { pause: blobs.pause, signal });
      await appendFile(join(where.dir, "fileuploadout.txt"), `${match.path} -> ${blob}\n`);
    } catch (error) {
      signal.throwIfAborted();
      const failure =
        error instanceof TaskFailureError
          ? error
          : failureOf(error, {
              FilePath: match.path,
              BlobContainer: withoutQuery(destination.containerUrl),
            });
      await appendFile(join(where.dir, "fileuploaderr.txt"), `${match.path}: ${failure.info.code}\n`);
      throw failure;
    }
  };
};

const notUtf8 = ({ path }: OutputMatch): Record<string, string> => ({
  FilePath: path,
  Message: "The file's name is not UTF-8",
});

// Shared, because creating a pipeline takes longer than using it.
const pipeline = newPipeline(new AnonymousCredential(), withoutRetries);

const reach = (
  { containerUrl, identityReference }: NonNullable<OutputFile["destination"]["container"]>,
  blobs: NodeBlobs,
): ContainerClient => {
  const url = blobs.reach(containerUrl, identityReference, "write");
  if (url !== undefined) return new ContainerClient(url, pipeline);
  const details = { BlobContainer: withoutQuery(containerUrl), Message: noAccess };
  throw new TaskFailureError(uploadFailure(403, details));
};

const failureOf = (error: unknown, details: Record<string, string>): TaskFailureError => {
  if (error instanceof RestError) {
    const reason = error.code ?? "unknown";
    return new TaskFailureError(uploadFailure(error.statusCode, { ...details, StorageErrorCode: reason }));
  }
  // The file was removed or cannot be read.
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
