import { join } from "node:path";
import { AnonymousCredential, ContainerClient, RestError } from "@azure/storage-blob";
import pMap from "p-map";
import type { ResourceFile } from "../state/task-types.ts";
import { type NodeBlobs, noAccess, withoutQuery } from "./blob-access.ts";
import { type Download, download } from "./download.ts";
import { blobFailure, containerListFailure, TaskFailureError } from "./failures.ts";
import { withoutRetries, withRetries } from "./transfer.ts";

interface StageWhere {
  readonly wd: string;
  readonly signal: AbortSignal;
  readonly blobs: NodeBlobs;
}

const concurrency = 8;

/**
 * Downloads a task's resource files into its working directory.
 *
 * @throws TaskFailureError with Azure's code
 */
export const stageResourceFiles = async (
  files: readonly ResourceFile[],
  { wd, signal, blobs }: StageWhere,
): Promise<void> => {
  const { pause } = blobs;
  for (const file of files) {
    const downloads = downloadsOf(file, { signal, blobs });
    await pMap(downloads, (each) => download(each, { wd, signal, pause }), { concurrency, signal });
  }
};

type ListWhere = Omit<StageWhere, "wd">;

async function* downloadsOf(file: ResourceFile, where: ListWhere): AsyncGenerator<Download> {
  const { httpUrl, filePath = "", identityReference } = file;
  if (httpUrl === undefined) {
    yield* blobsOf(file, where);
    return;
  }
  const url = where.blobs.reach(httpUrl, identityReference, "read");
  if (url === undefined)
    throw new TaskFailureError(
      blobFailure(403, { BlobSource: withoutQuery(httpUrl), FilePath: filePath, Message: noAccess }),
    );
  yield { url, path: filePath, mode: modeOf(file) };
}

const modeOf = ({ fileMode = "0770" }: ResourceFile): number => Number.parseInt(fileMode, 8);

async function* blobsOf(file: ResourceFile, { signal, blobs }: ListWhere): AsyncGenerator<Download> {
  const { blobPrefix: prefix, filePath = "" } = file;
  const { pause } = blobs;
  const url = containerOf(file, blobs);
  const container = new ContainerClient(url, new AnonymousCredential(), withoutRetries);
  let continuationToken: string | undefined;
  do {
    // A new iterator for each attempt: one that has thrown is at its end.
    const list = () =>
      container.listBlobsFlat({ prefix, abortSignal: signal }).byPage({ continuationToken }).next();
    const { value } = await withRetries(list, { pause, signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error instanceof RestError ? listFailure(url, error.statusCode) : error;
    });
    for (const { name } of value.segment.blobItems)
      yield { url: container.getBlobClient(name).url, path: join(filePath, name), mode: modeOf(file) };
    continuationToken = value.continuationToken;
  } while (continuationToken);
}

/** Returns the URL of the container, with a signature if it needs one. */
const containerOf = (
  { storageContainerUrl, autoStorageContainerName, identityReference }: ResourceFile,
  blobs: NodeBlobs,
): string => {
  if (storageContainerUrl !== undefined) {
    const url = blobs.reach(storageContainerUrl, identityReference, "read");
    if (url === undefined) throw listFailure(storageContainerUrl, 403, noAccess);
    return url;
  }
  const url = blobs.autoStorageContainer(autoStorageContainerName ?? "");
  if (url === undefined)
    throw listFailure(autoStorageContainerName ?? "", 0, "The Batch account has no auto storage account");
  return url;
};

const listFailure = (url: string, status = 0, reason?: string): TaskFailureError =>
  new TaskFailureError(
    containerListFailure(status, {
      BlobContainer: withoutQuery(url),
      ...(reason === undefined ? {} : { Message: reason }),
    }),
  );
