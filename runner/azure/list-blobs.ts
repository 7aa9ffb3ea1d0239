import type { ContainerClient } from "@azure/storage-blob";
import { md5Of, plainEtag } from "./blob-properties.ts";
import type { Call } from "./retry.ts";

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

/** Blobs per page of a list. Storage allows 5,000, but the SDK's objects for 1,000 take less memory and no more time. */
const maxPageSize = 1000;

interface Page<Segment> {
  readonly segment: Segment;
  readonly continuationToken?: string | undefined;
}

/** A function of the SDK that lists from a page on. */
type PagesFrom<Segment> = (
  abortSignal: AbortSignal,
  settings: { readonly continuationToken: string | undefined; readonly maxPageSize: number },
) => AsyncIterableIterator<Page<Segment>>;

const segments = async function* <Segment>(
  pagesFrom: PagesFrom<Segment>,
  call: Call,
): AsyncGenerator<Segment> {
  let continuationToken: string | undefined;
  do {
    // A failed page ends the SDK's iterator, so each page has its own.
    const page: Page<Segment> | undefined = await call(async (abortSignal) => {
      const { value } = await pagesFrom(abortSignal, { continuationToken, maxPageSize }).next();
      return value;
    });
    if (page !== undefined) yield page.segment;
    continuationToken = page?.continuationToken || undefined;
  } while (continuationToken !== undefined);
};

export const listBlobs = async function* (
  client: ContainerClient,
  prefix: string,
  call: Call,
): AsyncGenerator<ListedBlob> {
  const pages = segments(
    (abortSignal, settings) => client.listBlobsFlat({ prefix, abortSignal }).byPage(settings),
    call,
  );
  for await (const { blobItems } of pages)
    for (const { name, properties } of blobItems) {
      const { contentLength: size = 0, etag, lastModified } = properties;
      yield { name, size, md5: md5Of(properties), etag: plainEtag(etag), lastModified };
    }
};

export const listFolders = async function* (
  client: ContainerClient,
  prefix: string,
  call: Call,
): AsyncGenerator<string> {
  const pages = segments(
    (abortSignal, settings) => client.listBlobsByHierarchy("/", { prefix, abortSignal }).byPage(settings),
    call,
  );
  for await (const { blobPrefixes = [] } of pages)
    for (const { name } of blobPrefixes) yield name.slice(prefix.length, -1);
};
