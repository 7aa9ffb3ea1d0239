import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { AnonymousCredential, ContainerClient, RestError } from "@azure/storage-blob";
import pMap from "p-map";
import type { ResourceFile } from "../batch/state/types.ts";
import { inside } from "./confine.ts";
import { blobFailure, containerListFailure, resourceFileFailure, TaskFailureError } from "./failures.ts";

/** One file to stage: from where, under which name below the working directory. */
interface Download {
  readonly url: string;
  readonly path: string;
  readonly mode: number;
}

const concurrency = 8;

/** Brings a task's resource files into its working directory; throws a TaskFailureError with Azure's code. */
export const stageResourceFiles = async (
  files: readonly ResourceFile[],
  where: { readonly wd: string; readonly signal: AbortSignal },
): Promise<void> => {
  for (const file of files) {
    await pMap(downloadsOf(file), (download) => stage(download, where), {
      concurrency,
      signal: where.signal,
    });
  }
};

async function* downloadsOf(file: ResourceFile): AsyncGenerator<Download> {
  const mode = Number.parseInt(file.fileMode ?? "0770", 8);
  if (file.httpUrl !== undefined) {
    yield { url: file.httpUrl, path: file.filePath ?? "", mode };
    return;
  }
  if (file.storageContainerUrl !== undefined) yield* blobsOf(file, { url: file.storageContainerUrl, mode });
}

async function* blobsOf(
  { blobPrefix, filePath = "" }: ResourceFile,
  { url, mode }: { url: string; mode: number },
): AsyncGenerator<Download> {
  const container = new ContainerClient(url, new AnonymousCredential());
  try {
    for await (const { name } of container.listBlobsFlat({ prefix: blobPrefix })) {
      yield { url: container.getBlobClient(name).url, path: join(filePath, name), mode };
    }
  } catch (error) {
    if (error instanceof RestError)
      throw new TaskFailureError(
        containerListFailure(error.statusCode ?? 0, { BlobContainer: withoutQuery(url) }),
      );
    throw error;
  }
}

const stage = async (
  { url, path, mode }: Download,
  { wd, signal }: { wd: string; signal: AbortSignal },
): Promise<void> => {
  const details = { BlobSource: withoutQuery(url), FilePath: path };
  const target = path === "" ? undefined : inside(wd, path);
  if (target === undefined || target === wd)
    throw new TaskFailureError(resourceFileFailure("ResourceFileCreateFailed", details));
  try {
    await mkdir(dirname(target), { recursive: true });
    // At once: a stream that breaks before anything listens to it would end the service.
    await pipeline(await open(url, { signal, details }), createWriteStream(target, { mode }), { signal });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TaskFailureError) throw error;
    throw new TaskFailureError(writeFailure(error, details));
  }
};

const open = async (
  url: string,
  { signal, details }: { signal: AbortSignal; details: Record<string, string> },
): Promise<Readable> => {
  const response = await fetch(url, { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    // What fetch throws where no answer comes; its cause has the reason.
    if (error instanceof TypeError) return undefined;
    throw error;
  });
  if (response === undefined) throw new TaskFailureError(blobFailure(0, details));
  if (response.ok)
    return response.body === null ? Readable.from([]) : Readable.fromWeb(response.body as ReadableStream);
  await response.body?.cancel();
  throw new TaskFailureError(blobFailure(response.status, details));
};

const writeFailure = (error: unknown, details: Record<string, string>) => {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const message = { ...details, Message: error instanceof Error ? error.message : String(error) };
  if (code === "ENOSPC") return resourceFileFailure("DiskFull", message);
  if (code === "EEXIST" || code === "ENOTDIR")
    return resourceFileFailure("ResourceDirectoryCreateFailed", message);
  if (code === "EISDIR" || code === "EACCES") return resourceFileFailure("ResourceFileCreateFailed", message);
  if (typeof code === "string" && code.startsWith("E"))
    return resourceFileFailure("ResourceFileWriteFailed", message);
  return blobFailure(0, message);
};

/** A URL that may be told: the query of a SAS is a secret. */
export const withoutQuery = (url: string): string => url.replace(/\?.*$/s, "");
