import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { BatchClient } from "../azure/batch-client.ts";
import { logNames, logOnNode, readFrom } from "../job/log-files.ts";
import { localPath } from "../manifest/local-path.ts";
import type { ManifestTask } from "../manifest/manifest.ts";
import { partPath } from "../storage/part-files.ts";
import type { OutcomeFile } from "./outcome.ts";

interface SaveNodeLogs {
  readonly batch: Pick<BatchClient, "getTaskFileSize" | "readTaskFile">;
  readonly jobId: string;
  /** The run's folder on this machine. */
  readonly folder: string;
}

/**
 * Downloads a failed task's logs from its node if they did not reach storage, which happens if the upload failed. Returns the downloaded
 * files; none if the node no longer has them.
 */
export const saveNodeLogs = async (
  { batch, jobId, folder }: SaveNodeLogs,
  { id: taskId }: Pick<ManifestTask, "id">,
  files: readonly OutcomeFile[],
): Promise<OutcomeFile[]> => {
  const saved: OutcomeFile[] = [];
  for (const name of logNames) {
    const path = `logs/${taskId}/${name}`;
    if (files.some((file) => file.path === path)) continue;
    const log = await logOnNode(batch, { jobId, taskId, path: name });
    if (log === undefined) continue;
    const target = join(folder, localPath(path));
    await mkdir(dirname(target), { recursive: true });
    saved.push({ path, ...(await save(readFrom(log, 0), target)) });
  }
  return saved;
};

/** Whole or not at all: under another name until it is all there. */
const save = async (pieces: AsyncIterable<Buffer>, target: string): Promise<Omit<OutcomeFile, "path">> => {
  const hash = createHash("md5");
  let size = 0;
  const partial = partPath(dirname(target));
  const measure = async function* (): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      hash.update(piece);
      size += piece.length;
      yield piece;
    }
  };
  try {
    await pipeline(measure(), createWriteStream(partial));
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return { size, md5: hash.digest("hex") };
};
