import type { ContainerClient } from "@azure/storage-blob";
import type { Call } from "../azure/retry.ts";

export interface ListedBlob {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /**
   * Hex. Only of a block blob: page and append blobs keep the property when their content changes. A blob that was uploaded
   * in several blocks may have none.
   */
  readonly md5?: string | undefined;
  /** Changes with each write. Without quotes. */
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
      const { contentLength: size = 0, etag, lastModified } = properties;
      yield { name, size, md5: md5Of(properties), etag: plainEtag(etag), lastModified };
    }
    continuationToken = page?.continuationToken || undefined;
  } while (continuationToken !== undefined);
};

interface ContentProperties {
  readonly blobType?: string | undefined;
  readonly contentMD5?: Uint8Array | undefined;
}

/** The MD5 property of a block blob, hex. A service that does not name the type is taken at its word. */
export const md5Of = ({ blobType = "BlockBlob", contentMD5 }: ContentProperties): string | undefined =>
  blobType === "BlockBlob" && contentMD5 !== undefined ? Buffer.from(contentMD5).toString("hex") : undefined;

/** Headers have an ETag in quotes, lists have it without. */
export const plainEtag = (etag: string | undefined): string | undefined => etag?.replaceAll('"', "");
