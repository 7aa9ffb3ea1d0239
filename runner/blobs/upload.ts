import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { BlockBlobClient, ContainerClient } from "@azure/storage-blob";
import pMap from "p-map";
import type { Call } from "../batch/retry.ts";
import { isServiceError } from "../batch/service-error.ts";
import { usageError } from "../errors.ts";
import { type HashedFile, unreadable } from "../plan/hash-inputs.ts";
import { uploadBlocks } from "./upload-blocks.ts";

/** Up to here one request with the content is cheaper than asking first whether the blob is there. Bytes. */
const smallFile = 64 * 1024;

/** A blob is never written twice: its name is the hash of its content. */
const ifMissing = { ifNoneMatch: "*" };

interface Uploaded {
  /** Files sent, and their bytes. */
  readonly sent: number;
  readonly bytes: number;
  /** Files that storage had already. */
  readonly present: number;
}

interface Upload {
  readonly container: ContainerClient;
  readonly storageCall: Call;
  readonly signal: AbortSignal;
  /** Is told after each content. */
  readonly onProgress: (done: number, total: number) => void;
}

/** Sends the contents that the container does not have yet, each one once, a few files at a time. */
export const uploadInputs = async (upload: Upload, files: readonly HashedFile[]): Promise<Uploaded> => {
  const { signal, onProgress } = upload;
  const contents = [...new Map(files.map((file) => [file.sha256, file])).values()];
  let done = 0;
  // Files come in kin: where the last one was there already, asking first is cheaper.
  let askFirst = false;
  const send = async (file: HashedFile): Promise<boolean> => {
    const isNew = await uploadFile(upload, file, askFirst).catch(unreadable(file));
    askFirst = !isNew;
    done += 1;
    onProgress(done, contents.length);
    return isNew;
  };
  const sent = await pMap(contents, send, { concurrency: 16, signal });
  const count = sent.filter(Boolean).length;
  const bytes = contents.reduce((sum, { size }, i) => (sent[i] ? sum + size : sum), 0);
  return { sent: count, bytes, present: contents.length - count };
};

/** Whether anything had to be sent. */
export const uploadBytes = (
  blob: BlockBlobClient,
  content: Uint8Array,
  storageCall: Call,
): Promise<boolean> =>
  unlessExists(
    storageCall((abortSignal, onProgress) =>
      blob.upload(content, content.length, { conditions: ifMissing, abortSignal, onProgress }),
    ),
  );

const uploadFile = async (
  { container, storageCall, signal }: Upload,
  file: HashedFile,
  askFirst: boolean,
): Promise<boolean> => {
  const blob = container.getBlockBlobClient(file.sha256);
  const isSmall = file.size <= smallFile;
  if ((askFirst || !isSmall) && (await use(blob, file.size, storageCall))) return false;
  if (isSmall) {
    const content = await readFile(file.path, { signal });
    if (createHash("sha256").update(content).digest("hex") !== file.sha256) throw changed(file);
    if (await uploadBytes(blob, content, storageCall)) return true;
    await use(blob, file.size, storageCall);
    return false;
  }
  return unlessExists(uploadBlocks({ blob, file, storageCall, signal, changed: () => changed(file) }));
};

/**
 * Whether the blob is there. Reads its first byte: where storage deletes inputs some days after their last use, that is a
 * use, and a look at its properties is none. What is there now is there for the task, too.
 *
 * @see https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-overview
 */
const use = async (blob: BlockBlobClient, size: number, storageCall: Call): Promise<boolean> => {
  // Nothing has no first byte.
  const count = size === 0 ? undefined : 1;
  try {
    // To the end: a stream that breaks when nobody listens to it ends the process.
    await storageCall(async (abortSignal) => {
      const { readableStreamBody } = await blob.download(0, count, { abortSignal });
      for await (const _ of readableStreamBody ?? []);
    });
    return true;
  } catch (error) {
    if (isServiceError(error, "BlobNotFound")) return false;
    throw error;
  }
};

const changed = ({ path }: HashedFile): Error =>
  usageError(`input ${path} changed while it was read; submit again`);

/** What Storage says of a blob that must not be there yet and is: 409 in practice, 412 in its reference [D: conditional headers]. */
const alreadyThere = ["BlobAlreadyExists", "ConditionNotMet"];

const unlessExists = async (upload: Promise<unknown>): Promise<boolean> => {
  const found = await upload.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (found === undefined) return true;
  if (alreadyThere.some((code) => isServiceError(found, code))) return false;
  throw found;
};
