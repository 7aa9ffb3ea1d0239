import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { BlobRequestConditions, BlockBlobClient } from "@azure/storage-blob";
import pMap from "p-map";
import type { Call } from "../azure/retry.ts";
import { isServiceError } from "../azure/service-error.ts";
import type { HashedFile } from "./hash-files.ts";

const mebibyte = 1024 * 1024;

/** A blob has at most so many blocks [D: Put Block List]. */
const mostBlocks = 50_000;

/** Blocks on their way at a time; as many and two more are in memory. */
const concurrency = 4;

interface BlocksUpload {
  readonly blob: BlockBlobClient;
  readonly file: HashedFile;
  /** Of the blob that is there now. */
  readonly conditions: BlobRequestConditions;
  readonly storageCall: Call;
  readonly signal: AbortSignal;
  /** When the file is not what was hashed. */
  readonly changed: () => Error;
}

/**
 * Sends a large file block by block. Storage keeps blocks for a week before they make up a blob, so an upload that was cut
 * short goes on where it was, in another process too; the names of the blocks are made of what they hold.
 */
export const uploadBlocks = async (upload: BlocksUpload): Promise<void> => {
  const { blob, file, conditions, storageCall, signal, changed } = upload;
  const present = await stagedBlocks(upload);
  const stage = async ({ id, content }: Block): Promise<string> => {
    if (present.get(id) === content.length) return id;
    const options = (abortSignal: AbortSignal, onProgress: () => void) => ({ abortSignal, onProgress });
    await storageCall((alive, onProgress) =>
      blob.stageBlock(id, content, content.length, options(alive, onProgress)),
    );
    return id;
  };
  const whole = createHash("sha256");
  const ids = await pMap(blocksOf(file, whole), stage, { concurrency, signal });
  if (whole.digest("hex") !== file.sha256) throw changed();
  const metadata = { sha256: file.sha256 };
  await storageCall((abortSignal) => blob.commitBlockList(ids, { conditions, metadata, abortSignal }));
};

/** Sizes of the blocks that storage has of an upload before, by their ids. */
const stagedBlocks = async ({ blob, storageCall }: BlocksUpload): Promise<ReadonlyMap<string, number>> => {
  try {
    const { uncommittedBlocks = [] } = await storageCall((abortSignal) =>
      blob.getBlockList("uncommitted", { abortSignal }),
    );
    return new Map(uncommittedBlocks.map(({ name, size }) => [name, size]));
  } catch (error) {
    if (isServiceError(error, "BlobNotFound")) return new Map();
    throw error;
  }
};

interface Block {
  /** Base64; all of a blob have one length. */
  readonly id: string;
  readonly content: Buffer;
}

const blocksOf = async function* (
  { path, size }: HashedFile,
  whole: ReturnType<typeof createHash>,
): AsyncGenerator<Block> {
  const blockSize = Math.max(8, Math.ceil(size / mostBlocks / mebibyte)) * mebibyte;
  let index = 0;
  for await (const content of inBlocks(createReadStream(path, { highWaterMark: mebibyte }), blockSize)) {
    whole.update(content);
    const hash = createHash("sha256").update(content).digest("hex").slice(0, 32);
    yield { id: Buffer.from(`${String(index++).padStart(5, "0")}-${hash}`).toString("base64"), content };
  }
};

const inBlocks = async function* (chunks: AsyncIterable<Buffer>, blockSize: number): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    for (let rest = chunk; rest.length > 0; ) {
      const piece = rest.subarray(0, blockSize - length);
      pieces.push(piece);
      length += piece.length;
      rest = rest.subarray(piece.length);
      if (length < blockSize) continue;
      yield Buffer.concat(pieces, length);
      [pieces, length] = [[], 0];
    }
  }
  if (length > 0) yield Buffer.concat(pieces, length);
};
