import { pipeline, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline as finishedPipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import type { BlobContainer } from "../azure/blob-container.ts";

type Values = Iterable<unknown> | AsyncIterable<unknown>;

/** Size of the chunks that are compressed. Characters. */
const chunkSize = 64 * 1024;

/** Packs values as gzipped JSON, one per line. Only the result is in memory as a whole: a few MB for 100,000 tasks. */
export const packLines = async (values: Values): Promise<Buffer> => {
  const gzip = createGzip();
  const [packed] = await Promise.all([
    buffer(gzip),
    finishedPipeline(Readable.from(jsonChunks(values)), gzip),
  ]);
  return packed;
};

const jsonChunks = async function* (values: Values): AsyncGenerator<string> {
  let chunk = "";
  for await (const value of values) {
    chunk += `${JSON.stringify(value)}\n`;
    if (chunk.length < chunkSize) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
};

/** Writes values as packed lines. Returns whether the blob was written: false if `onlyNew` is set and the blob exists. */
export const writePacked = async (
  container: Pick<BlobContainer, "write">,
  blobName: string,
  values: Values,
  { onlyNew = false } = {},
): Promise<boolean> => {
  const options = {
    contentType: "application/gzip",
    ...(onlyNew && { conditions: { ifNoneMatch: "*" } as const }),
  };
  return container.write(blobName, await packLines(values), options);
};

/**
 * Returns the blob's packed lines, or only its first bytes; undefined if the blob doesn't exist. Held in memory, a few MB
 * for 100,000 tasks, so that reading them can't fail halfway because of the connection.
 */
export const readPacked = async (
  container: Pick<BlobContainer, "read">,
  blobName: string,
  bytes?: number,
): Promise<NodeJS.ReadableStream | undefined> => {
  const packed = await container.read(blobName, bytes === undefined ? undefined : { length: bytes });
  return packed && Readable.from([packed]);
};

/** Thrown when packed lines are truncated or have another format. */
export class DamagedLines extends Error {
  override readonly name = "DamagedLines";
}

/**
 * Yields the values of packed lines. The caller may stop early.
 *
 * @throws DamagedLines
 */
export const unpackLines = async function* (packed: NodeJS.ReadableStream): AsyncGenerator<unknown> {
  const gunzip = createGunzip();
  // `pipeline` forwards errors to `text` and destroys both streams when `text` ends.
  const text = pipeline(packed, gunzip, () => {}).setEncoding("utf8");
  let unfinished = "";
  try {
    for await (const piece of text) {
      const lines = (unfinished + String(piece)).split("\n");
      unfinished = lines.pop() ?? "";
      for (const line of lines) yield JSON.parse(line);
    }
  } catch (error) {
    if (error instanceof SyntaxError || isZlibError(error)) throw new DamagedLines(error.message);
    throw error;
  }
};

const isZlibError = (error: unknown): error is Error =>
  error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
