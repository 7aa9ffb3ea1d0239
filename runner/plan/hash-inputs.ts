import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import pMap from "p-map";
import type { FoundFile } from "./find-inputs.ts";

export interface HashedFile extends FoundFile {
  readonly sha256: string;
}

/** What each file holds, by its hash. Files are streamed, a few at a time. */
export const hashInputs = (files: readonly FoundFile[], signal: AbortSignal): Promise<HashedFile[]> =>
  pMap(files, async (file) => ({ ...file, sha256: await hashFile(file, signal) }), {
    concurrency: 8,
    signal,
  });

/** Below this a stream costs more than what it streams. Bytes. */
const smallFile = 256 * 1024;

const hashFile = async ({ path, size }: FoundFile, signal: AbortSignal): Promise<string> => {
  if (size <= smallFile)
    return createHash("sha256")
      .update(await readFile(path, { signal }))
      .digest("hex");
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, { signal });
  return hash.digest("hex");
};
