import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { RestError } from "@azure/storage-blob";
import { codeOf, messageOf } from "../system/errors.ts";
import { withoutQuery } from "./blob-access.ts";
import { inside } from "./confine.ts";
import { blobFailure, diskFull, isDiskFull, resourceFileFailure, TaskFailureError } from "./failures.ts";
import { type Pause, withRetries } from "./transfer.ts";

/** A file to stage: its URL, its path below the working directory and its mode. */
export interface Download {
  readonly url: string;
  readonly path: string;
  readonly mode: number;
}

/**
 * Downloads a file into the working directory.
 *
 * @throws TaskFailureError with Azure's code
 */
export const download = async (
  { url, path, mode }: Download,
  { wd, signal, pause }: { readonly wd: string; readonly signal: AbortSignal; readonly pause: Pause },
): Promise<void> => {
  const details = { BlobSource: withoutQuery(url), FilePath: path };
  const target = path === "" ? undefined : inside(wd, path);
  if (target === undefined || target === wd)
    throw new TaskFailureError(resourceFileFailure("ResourceFileCreateFailed", details));
  const transfer = async () =>
    // Create the pipeline immediately: a stream that fails before it has a listener would end the service.
    pipeline(await open(url, signal), createWriteStream(target, { mode }), { signal });
  try {
    await mkdir(dirname(target), { recursive: true });
    await withRetries(transfer, { pause, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new TaskFailureError(failureOf(error, details));
  }
};

const open = async (url: string, signal: AbortSignal): Promise<Readable> => {
  const { ok, status: statusCode, body } = await fetch(url, { signal });
  if (ok) return body === null ? Readable.from([]) : Readable.fromWeb(body as ReadableStream);
  await body?.cancel();
  throw new RestError(`status ${statusCode}`, { statusCode });
};

const failureOf = (error: unknown, details: Record<string, string>) => {
  if (error instanceof RestError) return blobFailure(error.statusCode ?? 0, details);
  // Thrown by fetch without a response. Its cause may contain details that the user must not see.
  if (error instanceof TypeError) return blobFailure(0, details);
  const code = codeOf(error);
  const message = { ...details, Message: messageOf(error) };
  if (isDiskFull(error)) return diskFull(message.Message);
  if (code === "EEXIST" || code === "ENOTDIR")
    return resourceFileFailure("ResourceDirectoryCreateFailed", message);
  if (code === "EISDIR" || code === "EACCES") return resourceFileFailure("ResourceFileCreateFailed", message);
  if (code?.startsWith("E")) return resourceFileFailure("ResourceFileWriteFailed", message);
  return blobFailure(0, message);
};
