import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { ContainerClient } from "@azure/storage-blob";
import { plainEtag } from "./blob-properties.ts";
import { type ListedBlob, listBlobs, listFolders } from "./list-blobs.ts";
import { type BlobContent, type ReadOptions, readContent } from "./read-content.ts";
import type { Call } from "./retry.ts";
import { isServiceError, ServiceError } from "./service-error.ts";

/**
 * The operations of a blob container that the runner uses. Each one retries. Only the implementation sees the SDK, so that it can be replaced.
 *
 * @throws ServiceError if Azure or the network fails longer than the retries take; RunnerError `environment` if access is denied.
 */
export interface BlobContainer {
  readonly name: string;
  readonly url: string;
  /** Blobs whose names begin with the prefix, sorted by name; one request per 1,000. */
  readonly list: (prefix: string) => AsyncGenerator<ListedBlob>;
  /**
   * Names of the folders directly below a prefix that ends in `/`, sorted; one request per 1,000 folders, whatever they contain.
   */
  readonly listFolders: (prefix: string) => AsyncGenerator<string>;
  /** Undefined if the blob or the container doesn't exist. */
  readonly getProperties: (blobName: string) => Promise<BlobProperties | undefined>;
  /**
   * Returns the properties and reads the first byte: a lifecycle rule that deletes blobs by last access counts reads, but not
   * requests for properties. `size` is the expected one; if the blob is empty instead, no properties are returned.
   *
   * @see https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-overview
   */
  readonly touch: (blobName: string, size: number) => Promise<Partial<BlobProperties> | undefined>;
  /** Returns the blob or a range of it, in memory; undefined if the blob doesn't exist. */
  readonly read: (blobName: string, range?: ByteRange) => Promise<Buffer | undefined>;
  /**
   * Streams a blob of any size to a file, or only hashes it. A retry continues where the connection broke. Returns undefined if the
   * blob doesn't exist.
   */
  readonly readContent: (blobName: string, options?: ReadOptions) => Promise<BlobContent | undefined>;
  /** Returns whether the blob was written: false if a condition isn't met. */
  readonly write: (blobName: string, content: Uint8Array, options?: WriteOptions) => Promise<boolean>;
  /** Sizes in bytes of the blocks that were staged and not committed, by block id. Storage keeps them for a week. */
  readonly listStagedBlocks: (blobName: string) => Promise<ReadonlyMap<string, number>>;
  /** `onBytes` is called with the number of bytes that the current attempt has sent; a retry starts again with 0. */
  readonly stageBlock: (
    blobName: string,
    id: string,
    content: Buffer,
    onBytes?: (bytes: number) => void,
  ) => Promise<void>;
  /** Makes the staged blocks the blob's content. Returns whether the blob was written: false if a condition isn't met. */
  readonly commitBlocks: (
    blobName: string,
    ids: readonly string[],
    options?: WriteOptions,
  ) => Promise<boolean>;
  /** Returns whether the blob existed. */
  readonly delete: (blobName: string) => Promise<boolean>;
}

interface BlobProperties {
  /** Bytes. */
  readonly size: number;
  /** Changes with each write. Without quotes. */
  readonly etag?: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes. */
interface ByteRange {
  readonly start?: number;
  readonly length: number;
}

export interface WriteConditions {
  /** Write only if there is no such blob. */
  readonly ifNoneMatch?: "*";
  /** Write only if the blob still has this ETag. Without quotes. */
  readonly ifMatch?: string | undefined;
}

interface WriteOptions {
  readonly conditions?: WriteConditions;
  /** Replaces the blob's metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly contentType?: string;
}

export const blobContainer = (client: ContainerClient, call: Call): BlobContainer => ({
  name: client.containerName,
  url: client.url,
  list: (prefix) => listBlobs(client, prefix, call),
  listFolders: (prefix) => listFolders(client, prefix, call),
  getProperties: (blobName) =>
    call((abortSignal) => client.getBlobClient(blobName).getProperties({ abortSignal }))
      .then(propertiesOf)
      .catch(undefinedIf(isNotFound)),
  touch: (blobName, size) => touchBlob(client, call, { blobName, size }),
  read: (blobName, { start = 0, length }: Partial<ByteRange> = {}) =>
    // The content arrives within the retried call, so that a broken or silent connection is retried.
    call(async (abortSignal, onProgress) => {
      const blob = client.getBlobClient(blobName);
      const { readableStreamBody: body } = await blob.download(start, length, { abortSignal, onProgress });
      return body === undefined ? Buffer.alloc(0) : buffer(body);
    }).catch(undefinedIf(isBlobNotFound)),
  readContent: (blobName, options = {}) =>
    readContent({ client, call, blobName, ...options }).catch(undefinedIf(isBlobNotFound)),
  write: (blobName, content, { conditions, metadata, contentType } = {}) =>
    unlessConditionFails(
      call((abortSignal, onProgress) =>
        client.getBlockBlobClient(blobName).upload(content, content.length, {
          conditions: quoted(conditions),
          metadata,
          blobHTTPHeaders: { blobContentType: contentType },
          abortSignal,
          onProgress,
        }),
      ),
    ),
  listStagedBlocks: (blobName) =>
    call((abortSignal) => client.getBlockBlobClient(blobName).getBlockList("uncommitted", { abortSignal }))
      .catch(undefinedIf(isBlobNotFound))
      .then((list) => new Map(list?.uncommittedBlocks?.map(({ name, size }) => [name, size]))),
  stageBlock: async (blobName, id, content, onBytes = () => {}) => {
    const blob = client.getBlockBlobClient(blobName);
    await call((abortSignal, alive) => {
      onBytes(0);
      const onProgress = ({ loadedBytes }: { readonly loadedBytes: number }): void => {
        alive();
        onBytes(loadedBytes);
      };
      return blob.stageBlock(id, () => inPieces(content), content.length, { abortSignal, onProgress });
    });
  },
  commitBlocks: (blobName, ids, { conditions, metadata } = {}) =>
    unlessConditionFails(
      call((abortSignal) =>
        client
          .getBlockBlobClient(blobName)
          .commitBlockList([...ids], { conditions: quoted(conditions), metadata, abortSignal }),
      ),
    ),
  delete: (blobName) =>
    call((abortSignal) => client.getBlobClient(blobName).delete({ abortSignal })).then(
      () => true,
      (error: unknown) => undefinedIf(isNotFound)(error) ?? false,
    ),
});

const pieceBytes = 128 * 1024;

/** Streams the content, because the SDK reports no progress within a buffer. */
const inPieces = (content: Buffer): Readable =>
  Readable.from(
    (function* () {
      for (let at = 0; at < content.length; at += pieceBytes) yield content.subarray(at, at + pieceBytes);
    })(),
    { objectMode: false, highWaterMark: pieceBytes },
  );

interface Touch {
  readonly blobName: string;
  /** Expected. Bytes. */
  readonly size: number;
}

const touchBlob = async (
  client: ContainerClient,
  call: Call,
  { blobName, size }: Touch,
): Promise<Partial<BlobProperties> | undefined> => {
  // An empty blob has no byte to read.
  const count = size === 0 ? undefined : 1;
  try {
    return await call(async (abortSignal) => {
      const answer = await client.getBlobClient(blobName).download(0, count, { abortSignal });
      // Read to the end: an error of a stream without a listener ends the process.
      for await (const _ of answer.readableStreamBody ?? []);
      return propertiesOf(answer);
    });
  } catch (error) {
    if (isServiceError(error, "InvalidRange")) return {};
    return undefinedIf(isBlobNotFound)(error);
  }
};

interface AnswerHeaders {
  readonly contentLength?: number | undefined;
  readonly etag?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

const propertiesOf = ({ contentLength = 0, etag, metadata = {} }: AnswerHeaders): BlobProperties => ({
  size: contentLength,
  etag: plainEtag(etag),
  metadata,
});

const quoted = ({ ifNoneMatch, ifMatch }: WriteConditions = {}) => ({
  ...(ifNoneMatch !== undefined && { ifNoneMatch }),
  ...(ifMatch !== undefined && { ifMatch: `"${ifMatch}"` }),
});

const isBlobNotFound = (error: unknown): boolean => isServiceError(error, "BlobNotFound");

/** The blob or its container doesn't exist. */
const isNotFound = (error: unknown): boolean => error instanceof ServiceError && error.status === 404;

/** For `catch`. */
const undefinedIf =
  (isExpected: (error: unknown) => boolean) =>
  (error: unknown): undefined => {
    if (!isExpected(error)) throw error;
  };

/** For a blob that must not exist and does, Storage answers 409 in practice and 412 in its reference [D: conditional headers]. */
const conditionCodes = ["BlobAlreadyExists", "ConditionNotMet"];

const unlessConditionFails = (request: Promise<unknown>): Promise<boolean> =>
  request.then(
    () => true,
    (error: unknown) => {
      if (conditionCodes.some((code) => isServiceError(error, code))) return false;
      throw error;
    },
  );
