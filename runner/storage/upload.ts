import { hash } from "node:crypto";
import { readFile } from "node:fs/promises";
import pMap from "p-map";
import type { BlobContainer, WriteConditions } from "../azure/blob-container.ts";
import type { Clock } from "../clock.ts";
import { usageError } from "../errors.ts";
import { type HashedFile, unreadable } from "./hash-files.ts";
import { type Transfer, type TransferMeter, transferMeter } from "./transfer.ts";
import { uploadBlocks } from "./upload-blocks.ts";

/** Up to this size, sending the content is cheaper than first checking whether the blob exists. Bytes. */
const smallFile = 64 * 1024;

/** A blob is written once, because its name contains the hash of its content. */
const ifMissing: WriteConditions = { ifNoneMatch: "*" };

interface Uploaded {
  /** Contents that were sent. */
  readonly sent: number;
  readonly bytes: number;
  /** Contents that storage already had. */
  readonly present: number;
}

export interface UploadProgress extends Transfer {
  /** Contents that storage has. */
  readonly done: number;
  readonly total: number;
}

interface Upload {
  readonly container: BlobContainer;
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly signal: AbortSignal;
  /** Called at most twice a second. */
  readonly onProgress: (progress: UploadProgress) => void;
}

interface FileUpload extends Pick<Upload, "container" | "signal"> {
  readonly meter: TransferMeter;
}

/** Uploads the contents that the container lacks, each one once, 16 files at a time. */
export const uploadInputs = async (upload: Upload, files: readonly HashedFile[]): Promise<Uploaded> => {
  const { clock, signal, onProgress } = upload;
  const contents = [...new Map(files.map((file) => [file.sha256, file])).values()];
  let done = 0;
  const meter = transferMeter({
    clock,
    totalBytes: contents.reduce((sum, { size }) => sum + size, 0),
    onProgress: (transfer) => onProgress({ done, total: contents.length, ...transfer }),
  });
  // If the last content existed, the next one probably does too, so check before sending it.
  let checkFirst = false;
  const send = async (file: HashedFile): Promise<boolean> => {
    const isNew = await uploadFile({ ...upload, meter }, file, checkFirst).catch(unreadable(file));
    checkFirst = !isNew;
    done += 1;
    return isNew;
  };
  const sent = await pMap(contents, send, { concurrency: 16, signal });
  const count = sent.filter(Boolean).length;
  const bytes = contents.reduce((sum, { size }, i) => (sent[i] ? sum + size : sum), 0);
  return { sent: count, bytes, present: contents.length - count };
};

/** Content whose blob name contains its hash. */
interface NamedContent {
  readonly blobName: string;
  readonly content: Uint8Array;
  /** Computed from the content if not given. */
  readonly sha256?: string | undefined;
}

/**
 * Writes a blob whose name contains the hash of its content, unless storage has it, and returns whether it was written. A blob
 * that another program overwrote is replaced.
 */
export const uploadBytes = async (
  container: Pick<BlobContainer, "write" | "touch">,
  { blobName, content, sha256 = hash("sha256", content) }: NamedContent,
): Promise<boolean> => {
  const write = (conditions: WriteConditions): Promise<boolean> =>
    container.write(blobName, content, { conditions, metadata: { sha256 } });
  if (await write(ifMissing)) return true;
  const conditions = await writeConditions(container, blobName, { size: content.length, sha256 });
  return conditions === undefined ? false : write(conditions);
};

const uploadFile = async (
  { container, signal, meter }: FileUpload,
  file: HashedFile,
  checkFirst: boolean,
): Promise<boolean> => {
  const blobName = file.sha256;
  const isSmall = file.size <= smallFile;
  const conditions = checkFirst || !isSmall ? await writeConditions(container, blobName, file) : ifMissing;
  if (conditions === undefined) {
    meter.skip(file.size);
    return false;
  }
  if (!isSmall)
    return uploadBlocks({
      ...{ container, blobName, file, conditions, signal, meter },
      changed: () => changed(file),
    });
  const content = await readFile(file.path, { signal });
  if (hash("sha256", content) !== file.sha256) throw changed(file);
  const isWritten = await uploadBytes(container, { blobName, content, sha256: file.sha256 });
  if (isWritten) meter.part()(file.size);
  else meter.skip(file.size);
  return isWritten;
};

/**
 * Returns the conditions for writing the blob; undefined if storage has it. Every write replaces a blob's metadata, so a blob
 * without ours was overwritten.
 */
const writeConditions = async (
  container: Pick<BlobContainer, "touch">,
  blobName: string,
  { size, sha256 }: Pick<HashedFile, "size" | "sha256">,
): Promise<WriteConditions | undefined> => {
  const found = await container.touch(blobName, size);
  if (found === undefined) return ifMissing;
  return found.metadata?.sha256 === sha256 ? undefined : { ifMatch: found.etag };
};

const changed = ({ path }: HashedFile): Error =>
  usageError(
    "InputChanged",
    `input ${path} changed while being read`,
    "Submit again when the file has stopped changing.",
  );
