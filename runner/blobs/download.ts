import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { ContainerClient } from "@azure/storage-blob";
import type { Call } from "../batch/retry.ts";
import { isServiceError, ServiceError } from "../batch/service-error.ts";

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
 * all: what was there before stays until then, on a full disk too.
 */
export const downloadBlob = async (download: Download): Promise<DownloadedFile | undefined> => {
  const { storageCall, path } = download;
  const folder = dirname(path);
  const partial = join(folder, `.${randomUUID()}.part`);
  await mkdir(folder, { recursive: true });
  try {
    const file = await storageCall((signal, alive) =>
      writeBlob({ ...download, path: partial, signal, alive }),
    );
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

interface WriteBlob extends Download {
  readonly signal: AbortSignal;
  readonly alive: () => void;
}

const writeBlob = async ({
  container,
  blobName,
  path,
  signal,
  alive,
}: WriteBlob): Promise<DownloadedFile> => {
  const blob = await container.getBlobClient(blobName).download(0, undefined, { abortSignal: signal });
  const hash = createHash("md5");
  let size = 0;
  await pipeline(
    blob.readableStreamBody ?? Readable.from([]),
    async function* (chunks: AsyncIterable<string | Buffer>) {
      for await (const chunk of chunks) {
        alive();
        hash.update(chunk);
        size += Buffer.byteLength(chunk);
        yield chunk;
      }
    },
    createWriteStream(path),
    { signal },
  );
  const md5 = hash.digest();
  const expected = blob.contentMD5;
  if (size !== blob.contentLength || (expected && !md5.equals(expected))) {
    throw new ServiceError({
      code: "DownloadDamaged",
      message: `${blobName} arrived damaged (${size} bytes)`,
    });
  }
  return { size, md5: md5.toString("hex"), isChecked: expected !== undefined };
};
