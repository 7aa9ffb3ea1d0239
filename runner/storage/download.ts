import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { BlobContainer } from "../azure/blob-container.ts";
import type { BlobContent } from "../azure/read-content.ts";
import { partPath } from "./part-files.ts";

interface Download {
  readonly container: BlobContainer;
  readonly blobName: string;
  /** The file; its folder is created. */
  readonly path: string;
  /** MD5 that the content must have, hex. */
  readonly expectedMd5?: string | undefined;
  /** Called with the number of bytes that have arrived. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * Downloads a blob to a file and returns its size and MD5; undefined if the blob doesn't exist. The file appears complete
 * or not at all: an earlier file stays until then, and stays if the disk is full or the content is damaged.
 */
export const downloadBlob = async ({
  container,
  blobName,
  path,
  expectedMd5,
  onBytes,
}: Download): Promise<BlobContent | undefined> => {
  const folder = dirname(path);
  const partial = partPath(folder);
  await mkdir(folder, { recursive: true });
  try {
    const content = await container.readContent(blobName, { path: partial, expectedMd5, onBytes });
    if (content !== undefined && !content.isDamaged) await rename(partial, path);
    return content;
  } finally {
    await rm(partial, { force: true });
  }
};
