import { hash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { BlobRequestConditions, BlockBlobClient, ContainerClient } from "@azure/storage-blob";
import pMap from "p-map";
import type { Call } from "../azure/retry.ts";
import { isServiceError } from "../azure/service-error.ts";
import { usageError } from "../errors.ts";
import { type HashedFile, unreadable } from "./hash-files.ts";
import { uploadBlocks } from "./upload-blocks.ts";

/** Up to here one request with the content is cheaper than asking first whether the blob is there. Bytes. */
const smallFile = 64 * 1024;

/** A blob is never written twice: its name has the hash of its content. */
const ifMissing: BlobRequestConditions = { ifNoneMatch: "*" };

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

/**
 * Writes a blob whose name has the hash of its content, unless storage has it, and returns whether it was sent. A blob
 * that another program overwrote is replaced.
 */
export const uploadBytes = async (
  blob: BlockBlobClient,
  content: Uint8Array,
  storageCall: Call,
  sha256 = hash("sha256", content),
): Promise<boolean> => {
  const write = (conditions: BlobRequestConditions): Promise<boolean> =>
    unlessExists(
      storageCall((abortSignal, onProgress) =>
        blob.upload(content, content.length, { conditions, metadata: { sha256 }, abortSignal, onProgress }),
      ),
    );
  if (await write(ifMissing)) return true;
  const conditions = await whenToWrite(blob, { size: content.length, sha256 }, storageCall);
  return conditions === undefined ? false : write(conditions);
};

const uploadFile = async (
  { container, storageCall, signal }: Upload,
  file: HashedFile,
  askFirst: boolean,
): Promise<boolean> => {
  const blob = container.getBlockBlobClient(file.sha256);
  const isSmall = file.size <= smallFile;
  const conditions = askFirst || !isSmall ? await whenToWrite(blob, file, storageCall) : ifMissing;
  if (conditions === undefined) return false;
  if (isSmall) {
    const content = await readFile(file.path, { signal });
    if (hash("sha256", content) !== file.sha256) throw changed(file);
    return uploadBytes(blob, content, storageCall, file.sha256);
  }
  const upload = { blob, file, conditions, storageCall, signal, changed: () => changed(file) };
  return unlessExists(uploadBlocks(upload));
};

/**
 * Returns the conditions for writing the blob; undefined if storage has it. Every write replaces a blob's metadata, so a blob
 * without ours was overwritten. Reads the blob's first byte, because a lifecycle rule that deletes inputs by their last use
 * counts a read, but not a look at the properties.
 *
 * @see https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-overview
 */
const whenToWrite = async (
  blob: BlockBlobClient,
  { size, sha256 }: Pick<HashedFile, "size" | "sha256">,
  storageCall: Call,
): Promise<BlobRequestConditions | undefined> => {
  // An empty blob has no byte to read.
  const count = size === 0 ? undefined : 1;
  try {
    const { metadata, etag } = await storageCall(async (abortSignal) => {
      const answer = await blob.download(0, count, { abortSignal });
      // To the end: an error of a stream without a listener ends the process.
      for await (const _ of answer.readableStreamBody ?? []);
      return answer;
    });
    return metadata?.sha256 === sha256 ? undefined : { ifMatch: etag };
  } catch (error) {
    if (isServiceError(error, "BlobNotFound")) return ifMissing;
    // The blob in its place is empty.
    if (isServiceError(error, "InvalidRange")) return {};
    throw error;
  }
};

const changed = ({ path }: HashedFile): Error =>
  usageError("InputChanged", `input ${path} changed while it was read; submit again`);

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
