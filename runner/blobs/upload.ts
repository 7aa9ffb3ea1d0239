import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import type { BlockBlobClient, ContainerClient } from "@azure/storage-blob";
import pMap from "p-map";
import { isServiceError } from "../batch/service-error.ts";
import { usageError } from "../errors.ts";
import type { HashedFile } from "../plan/hash-inputs.ts";
import { storageCall } from "./storage-call.ts";

/** Up to here one request with the content is cheaper than asking first whether the blob is there. Bytes. */
const smallFile = 64 * 1024;

const blockSize = 8 * 1024 * 1024;

/** A blob is never written twice: its name is the hash of its content. */
const ifMissing = { ifNoneMatch: "*" };

export interface Uploaded {
  /** Files sent, and their bytes. */
  readonly sent: number;
  readonly bytes: number;
  /** Files that storage had already. */
  readonly present: number;
}

/** Sends the contents that the container does not have yet, each one once, a few files at a time. */
export const uploadInputs = async (
  container: ContainerClient,
  files: readonly HashedFile[],
  signal: AbortSignal,
): Promise<Uploaded> => {
  const contents = [...new Map(files.map((file) => [file.sha256, file])).values()];
  const send = async (file: HashedFile): Promise<boolean> => uploadFile(container, file, signal);
  const sent = await pMap(contents, send, { concurrency: 16, signal });
  const count = sent.filter(Boolean).length;
  const bytes = contents.reduce((sum, { size }, i) => (sent[i] ? sum + size : sum), 0);
  return { sent: count, bytes, present: contents.length - count };
};

/** Whether anything had to be sent. */
export const uploadBytes = (
  blob: BlockBlobClient,
  content: Uint8Array,
  signal: AbortSignal,
): Promise<boolean> =>
  unlessExists(
    storageCall(signal, () =>
      blob.upload(content, content.length, { conditions: ifMissing, abortSignal: signal }),
    ),
  );

const uploadFile = async (
  container: ContainerClient,
  file: HashedFile,
  signal: AbortSignal,
): Promise<boolean> => {
  const blob = container.getBlockBlobClient(file.sha256);
  if (file.size <= smallFile) {
    const content = await readFile(file.path, { signal });
    if (createHash("sha256").update(content).digest("hex") !== file.sha256) throw changed(file);
    return uploadBytes(blob, content, signal);
  }
  if (await storageCall(signal, () => blob.exists({ abortSignal: signal }))) return false;
  const stream = Readable.from(unchanged(file));
  const options = { conditions: ifMissing, abortSignal: signal };
  return unlessExists(storageCall(signal, () => blob.uploadStream(stream, blockSize, 4, options)));
};

/** The file's content; ends with an error, before the blob comes to exist, if it is not what was hashed. */
const unchanged = async function* (file: HashedFile): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file.path, { highWaterMark: 1 << 20 })) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest("hex") !== file.sha256) throw changed(file);
};

const changed = ({ path }: HashedFile): Error =>
  usageError(`input ${path} changed while it was read; submit again`);

const unlessExists = async (upload: Promise<unknown>): Promise<boolean> => {
  const found = await upload.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (found === undefined) return true;
  if (isServiceError(found, "BlobAlreadyExists")) return false;
  throw found;
};
