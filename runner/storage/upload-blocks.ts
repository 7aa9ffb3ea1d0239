import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import pMap from "p-map";
import type { BlobContainer, WriteConditions } from "../azure/blob-container.ts";
import type { HashedFile } from "./hash-files.ts";
import type { TransferMeter } from "./transfer.ts";

const mebibyte = 1024 * 1024;

/** Most blocks of a blob [D: Put Block List]. */
const mostBlocks = 50_000;

/** Blocks that are sent at a time. Two more are in memory. */
const concurrency = 4;

interface BlocksUpload {
  readonly container: Pick<BlobContainer, "listStagedBlocks" | "stageBlock" | "commitBlocks">;
  readonly blobName: string;
  readonly file: HashedFile;
  /** Conditions for replacing the present blob. */
  readonly conditions: WriteConditions;
  readonly signal: AbortSignal;
  readonly meter: TransferMeter;
  /** Creates the error for a file that changed after it was hashed. */
  readonly changed: () => Error;
}

/**
 * Uploads a large file block by block and returns whether it was written: false if a condition isn't met. Block ids contain the
 * hash of the content, so an interrupted upload continues with the blocks that Storage has staged, also in another process.
 */
export const uploadBlocks = async (upload: BlocksUpload): Promise<boolean> => {
  const { container, blobName, file, conditions, signal, meter, changed } = upload;
  const staged = await container.listStagedBlocks(blobName);
  const stage = async ({ id, content }: Block): Promise<string> => {
    if (staged.get(id) === content.length) meter.skip(content.length);
    else await container.stageBlock(blobName, id, content, meter.part());
    return id;
  };
  const whole = createHash("sha256");
  const ids = await pMap(blocksOf(file, whole), stage, { concurrency, signal });
  if (whole.digest("hex") !== file.sha256) throw changed();
  return container.commitBlocks(blobName, ids, { conditions, metadata: { sha256: file.sha256 } });
};

interface Block {
  /** Base64. All ids of a blob must have the same length. */
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
