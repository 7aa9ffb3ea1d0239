import { createHash, type Hash, randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { ContainerClient } from "@azure/storage-blob";
import type { Call } from "../batch/retry.ts";
import { isServiceError, ServiceError, serviceErrorFrom } from "../batch/service-error.ts";

interface Download {
  readonly container: ContainerClient;
  readonly blobName: string;
  /** Where the file is to be; its folder is made. */
  readonly path: string;
  readonly storageCall: Call;
}

interface DownloadedFile {
  /** Bytes. */
  readonly size: number;
  /** Hex. */
  readonly md5: string;
  /** Whether storage has a hash, which it was compared with. */
  readonly isChecked: boolean;
}

/**
 * Brings a blob to a file, or says undefined if there is no such blob. The file appears whole and checked or not at
 * all: what was there before stays until then, on a full disk too. A connection that breaks is taken up where it broke.
 */
export const downloadBlob = async (download: Download): Promise<DownloadedFile | undefined> => {
  const { storageCall, path, blobName } = download;
  const folder = dirname(path);
  const partial = join(folder, `.${randomUUID()}.part`);
  await mkdir(folder, { recursive: true });
  let received = nothing();
  try {
    const file = await storageCall(async (signal, alive) => {
      try {
        await receive({ ...download, path: partial, signal, alive }, received);
        return checked(received, blobName);
      } catch (error) {
        if (isServiceError(error, damaged)) received = nothing();
        throw error;
      }
    });
    await rename(partial, path);
    return file;
  } catch (error) {
    await rm(partial, { force: true });
    if (isServiceError(error, "BlobNotFound")) return undefined;
    throw error;
  }
};

/** The text of a small blob, or undefined if there is none. */
export const readBlob = async ({
  container,
  blobName,
  storageCall,
}: Omit<Download, "path">): Promise<string | undefined> => {
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

/** What has come of a blob until now, and lies in the file. */
interface Received {
  /** Bytes. */
  size: number;
  readonly hash: Hash;
  /** What the first answer says of the whole blob. */
  whole?: {
    readonly etag?: string | undefined;
    readonly size: number;
    readonly md5?: Uint8Array | undefined;
  };
}

const nothing = (): Received => ({ size: 0, hash: createHash("md5") });

interface Receive extends Download {
  readonly signal: AbortSignal;
  readonly alive: () => void;
}

/** The rest of the blob. */
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
      // Somebody has written it anew: its parts would not go together.
      throw serviceErrorFrom(error)?.status === 412 ? arrivedDamaged(blobName, received) : error;
    });
  received.whole ??= { etag: blob.etag, size: blob.contentLength ?? 0, md5: blob.contentMD5 };
  const file = await open(path, received.size === 0 ? "w" : "a");
  const write = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of chunks) {
      alive();
      await file.writeFile(chunk);
      received.hash.update(chunk);
      received.size += chunk.length;
    }
  };
  try {
    await pipeline(blob.readableStreamBody ?? Readable.from([]), write, { signal });
  } finally {
    await file.close();
  }
};

const checked = (received: Received, blobName: string): DownloadedFile => {
  const { size, hash, whole } = received;
  const md5 = hash.digest();
  if (size !== whole?.size || (whole.md5 && !md5.equals(whole.md5))) throw arrivedDamaged(blobName, received);
  return { size, md5: md5.toString("hex"), isChecked: whole.md5 !== undefined };
};

const damaged = "DownloadDamaged";

const arrivedDamaged = (blobName: string, { size }: Received): ServiceError =>
  new ServiceError({ code: damaged, message: `${blobName} arrived damaged (${size} bytes)` });
