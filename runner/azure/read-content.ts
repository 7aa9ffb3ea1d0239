import { createHash, type Hash } from "node:crypto";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ContainerClient } from "@azure/storage-blob";
import { md5Of, plainEtag } from "./blob-properties.ts";
import type { Call } from "./retry.ts";
import { isServiceError, ServiceError, serviceErrorFrom } from "./service-error.ts";

/** The content of a blob. */
export interface BlobContent {
  /** Bytes. */
  readonly size: number;
  /** Hex. */
  readonly md5: string;
  /** ETag of the version that was read, without quotes. */
  readonly etag?: string | undefined;
  /** The MD5 differs from the expected one or, if none was given, from the blob's MD5 property. */
  readonly isDamaged?: true;
}

export interface ReadOptions {
  /** File to write; without it the content is only hashed. */
  readonly path?: string | undefined;
  /** MD5 that the content must have, hex. */
  readonly expectedMd5?: string | undefined;
  /** Called with the number of bytes that have arrived. It decreases if damaged content is read again. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

interface ContentRequest extends ReadOptions {
  readonly client: ContainerClient;
  readonly call: Call;
  readonly blobName: string;
}

/**
 * Reads a blob to its end. Each retry continues after the bytes that have arrived; content with a wrong hash is read once more from
 * the start.
 */
export const readContent = async (request: ContentRequest): Promise<BlobContent> => {
  const { call, blobName, expectedMd5 } = request;
  let received = nothing();
  let before: string | undefined;
  return call(async (signal, alive) => {
    try {
      await receive({ ...request, signal, alive }, received);
      const { size, hash, whole } = received;
      if (size !== whole?.size) throw arrivedDamaged(blobName, received);
      const md5 = hash.digest("hex");
      const isDamaged = md5 !== (expectedMd5 ?? whole.md5 ?? md5);
      // The same content twice is what storage has.
      if (isDamaged && md5 !== before) {
        before = md5;
        throw arrivedDamaged(blobName, received);
      }
      return { size, md5, etag: plainEtag(whole.etag), ...(isDamaged && { isDamaged }) };
    } catch (error) {
      if (isServiceError(error, damaged)) received = nothing();
      throw error;
    }
  });
};

/** The part of a blob that has arrived. */
interface Received {
  /** Bytes. */
  size: number;
  readonly hash: Hash;
  /** The whole blob, by the first answer. */
  whole?: {
    readonly etag?: string | undefined;
    readonly size: number;
    /** Hex. */
    readonly md5?: string | undefined;
  };
}

const nothing = (): Received => ({ size: 0, hash: createHash("md5") });

interface Receive extends ContentRequest {
  readonly signal: AbortSignal;
  readonly alive: () => void;
}

/** Reads the part of the blob that has not arrived. */
const receive = async (
  { client, blobName, path, signal, alive, onBytes }: Receive,
  received: Received,
): Promise<void> => {
  if (received.size === received.whole?.size) return;
  const conditions = { ifMatch: received.whole?.etag };
  const blob = await client
    .getBlobClient(blobName)
    .download(received.size, undefined, { abortSignal: signal, conditions })
    .catch((error: unknown) => {
      // The blob was overwritten: parts of two versions must not be joined.
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
        onBytes?.(received.size);
      }
    } finally {
      await file?.close();
    }
  };
  // Attach in the same tick as the answer: an error of a stream without a listener ends the process.
  await pipeline(blob.readableStreamBody ?? Readable.from([]), write, { signal });
};

const damaged = "DownloadDamaged";

const arrivedDamaged = (blobName: string, { size }: { readonly size: number }): ServiceError =>
  new ServiceError({ code: damaged, message: `${blobName} arrived damaged (${size} bytes)` });
