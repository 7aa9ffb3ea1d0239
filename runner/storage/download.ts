import { createHash, type Hash } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { ContainerClient } from "@azure/storage-blob";
import type { Call } from "../azure/retry.ts";
import { isServiceError, ServiceError, serviceErrorFrom } from "../azure/service-error.ts";
import { md5Of, plainEtag } from "./list-blobs.ts";
import { partPath } from "./part-files.ts";

interface BlobRequest {
  readonly container: ContainerClient;
  readonly blobName: string;
  readonly storageCall: Call;
}

interface Download extends BlobRequest {
  /** Where the file is to be; its folder is made. */
  readonly path: string;
  /** MD5 that the content must have, hex. Damaged content never gets to `path`. */
  readonly expectedMd5?: string | undefined;
}

/** The content of a blob. */
export interface BlobContent {
  /** Bytes. */
  readonly size: number;
  /** Hex. */
  readonly md5: string;
  /** Of the version that was read, without quotes. */
  readonly etag?: string | undefined;
  /** The MD5 is not the expected one, or without that not the blob's MD5 property. */
  readonly isDamaged?: true;
}

/**
 * Downloads a blob to a file and returns its content's MD5; undefined if there is no such blob. The file appears complete
 * or not at all: what was there before stays until then, also on a full disk, and stays if the content is damaged.
 * A broken connection is resumed where it broke.
 */
export const downloadBlob = async (download: Download): Promise<BlobContent | undefined> => {
  const { path, expectedMd5 } = download;
  const folder = dirname(path);
  const partial = partPath(folder);
  await mkdir(folder, { recursive: true });
  try {
    const content = await readContent(download, expectedMd5, partial);
    if (content !== undefined && !content.isDamaged) await rename(partial, path);
    return content;
  } finally {
    await rm(partial, { force: true });
  }
};

/** Reads a blob to its end for its MD5; undefined if there is no such blob. */
export const hashBlob = (request: BlobRequest, expectedMd5?: string): Promise<BlobContent | undefined> =>
  readContent(request, expectedMd5);

const readContent = async (
  request: BlobRequest,
  expectedMd5: string | undefined,
  path?: string,
): Promise<BlobContent | undefined> => {
  const { storageCall, blobName } = request;
  let received = nothing();
  let before: string | undefined;
  const attempt = async (signal: AbortSignal, alive: () => void): Promise<BlobContent> => {
    try {
      await receive({ ...request, path, signal, alive }, received);
      const { size, hash, whole } = received;
      if (size !== whole?.size) throw arrivedDamaged(blobName, received);
      const md5 = hash.digest("hex");
      const isDamaged = md5 !== (expectedMd5 ?? whole.md5 ?? md5);
      // What arrives twice is what storage has.
      if (isDamaged && md5 !== before) {
        before = md5;
        throw arrivedDamaged(blobName, received);
      }
      return { size, md5, etag: plainEtag(whole.etag), ...(isDamaged && { isDamaged }) };
    } catch (error) {
      if (isServiceError(error, damaged)) received = nothing();
      throw error;
    }
  };
  try {
    return await storageCall(attempt);
  } catch (error) {
    if (isServiceError(error, "BlobNotFound")) return undefined;
    throw error;
  }
};

/** The text of a small blob, or undefined if there is none. */
export const readBlob = async ({
  container,
  blobName,
  storageCall,
}: BlobRequest): Promise<string | undefined> => {
  try {
    return await storageCall(async (abortSignal) => {
      const { readableStreamBody } = await container
        .getBlobClient(blobName)
        .download(0, undefined, { abortSignal });
      return readableStreamBody === undefined ? "" : text(readableStreamBody);
    });
  } catch (error) {
    if (isServiceError(error, "BlobNotFound")) return undefined;
    throw error;
  }
};

/** What has come of a blob until now. */
interface Received {
  /** Bytes. */
  size: number;
  readonly hash: Hash;
  /** What the first answer says of the whole blob. */
  whole?: {
    readonly etag?: string | undefined;
    readonly size: number;
    /** Hex. */
    readonly md5?: string | undefined;
  };
}

const nothing = (): Received => ({ size: 0, hash: createHash("md5") });

interface Receive extends BlobRequest {
  /** Without a file the content is only hashed. */
  readonly path: string | undefined;
  readonly signal: AbortSignal;
  readonly alive: () => void;
}

/** Reads the rest of the blob. */
const receive = async (
  { container, blobName, path, signal, alive }: Receive,
  received: Received,
): Promise<void> => {
  if (received.size === received.whole?.size) return;
  const conditions = { ifMatch: received.whole?.etag };
  const blob = await container
    .getBlobClient(blobName)
    .download(received.size, undefined, { abortSignal: signal, conditions })
    .catch((error: unknown) => {
      // The blob was overwritten: its parts would not go together.
      throw serviceErrorFrom(error)?.status === 412 ? arrivedDamaged(blobName, received) : error;
    });
  received.whole ??= { etag: blob.etag, size: blob.contentLength ?? 0, md5: md5Of(blob) };
  const write = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    const file = path === undefined ? undefined : await open(path, received.size === 0 ? "w" : "a");
    try {
      for await (const chunk of chunks) {
        alive();
        await file?.writeFile(chunk);
        received.hash.update(chunk);
        received.size += chunk.length;
      }
    } finally {
      await file?.close();
    }
  };
  // In the same tick as the answer: an error of a stream without a listener ends the process.
  await pipeline(blob.readableStreamBody ?? Readable.from([]), write, { signal });
};

const damaged = "DownloadDamaged";

const arrivedDamaged = (blobName: string, { size }: { readonly size: number }): ServiceError =>
  new ServiceError({ code: damaged, message: `${blobName} arrived damaged (${size} bytes)` });
