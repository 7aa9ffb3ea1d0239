import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import pMap from "p-map";
import type { FoundFile } from "./find-inputs.ts";

export interface HashedFile extends FoundFile {
  readonly sha256: string;
}

/** What each file holds, by its hash. Files are streamed, a few at a time. */
export const hashInputs = (files: readonly FoundFile[], signal: AbortSignal): Promise<HashedFile[]> =>
  pMap(files, async (file) => ({ ...file, sha256: await hashFile(file.path, signal) }), {
    concurrency: 8,
    signal,
  });

const hashFile = async (path: string, signal: AbortSignal): Promise<string> => {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, { signal });
  return hash.digest("hex");
};
