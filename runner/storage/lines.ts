import { pipeline, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline as finishedPipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import type { BlobClient } from "@azure/storage-blob";
import type { Call } from "../azure/retry.ts";
import { isServiceError } from "../azure/service-error.ts";

type Values = Iterable<unknown> | AsyncIterable<unknown>;

/** Lines that go through the compressor at a time. Characters. */
const chunkSize = 64 * 1024;

/** Values as compressed JSON, one a line. The JSON is never there as a whole; compressed, 100,000 tasks are a few MB. */
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

/**
 * What a blob has of packed lines, or only its first bytes; undefined if there is no such blob. Comes as a whole, a few MB
 * for 100,000 tasks, so that a connection that breaks or goes silent is another try and not the reader's trouble.
 */
export const readPacked = async (
  blob: BlobClient,
  storageCall: Call,
  bytes?: number,
): Promise<NodeJS.ReadableStream | undefined> => {
  try {
    const packed = await storageCall(async (abortSignal, onProgress) => {
      const { readableStreamBody } = await blob.download(0, bytes, { abortSignal, onProgress });
      return readableStreamBody === undefined ? Buffer.alloc(0) : buffer(readableStreamBody);
    });
    return Readable.from([packed]);
  } catch (error) {
    if (isServiceError(error, "BlobNotFound")) return undefined;
    throw error;
  }
};

/** What is there was not written by `packLines`, or is not all of it. */
export class DamagedLines extends Error {
  override readonly name = "DamagedLines";
}

/** The values again, as they come. Whoever has read enough just stops. */
export const unpackLines = async function* (packed: NodeJS.ReadableStream): AsyncGenerator<unknown> {
  const gunzip = createGunzip();
  // Its errors come out of `text`, and the end of `text` ends it.
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
