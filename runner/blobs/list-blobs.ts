import type { ContainerClient } from "@azure/storage-blob";
import type { Call } from "../batch/retry.ts";

export interface ListedBlob {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Hex; a blob that came in several blocks may have none. */
  readonly md5?: string | undefined;
  /** Changes with each write. */
  readonly etag?: string | undefined;
  readonly lastModified: Date;
}

/** Blobs in an answer. Storage would give 5,000; the objects that the SDK makes of fewer take less memory, and all of them no more time. */
const maxPageSize = 1000;

/** What a container holds below a prefix, by name: a call for 1,000 blobs. */
export const listBlobs = async function* (
  container: ContainerClient,
  prefix: string,
  storageCall: Call,
): AsyncGenerator<ListedBlob> {
  let continuationToken: string | undefined;
  do {
    // A page that could not be had ends the SDK's iterator, so each has its own.
    const page = await storageCall(async (abortSignal) => {
      const pages = container
        .listBlobsFlat({ prefix, abortSignal })
        .byPage({ continuationToken, maxPageSize });
      const { value } = await pages.next();
      return value;
    });
    for (const { name, properties } of page?.segment.blobItems ?? []) {
      const { contentLength: size = 0, contentMD5, etag, lastModified } = properties;
      const md5 = contentMD5 && Buffer.from(contentMD5).toString("hex");
      yield { name, size, md5, etag, lastModified };
    }
    continuationToken = page?.continuationToken || undefined;
  } while (continuationToken !== undefined);
};
