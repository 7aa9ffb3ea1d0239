import pMap from "p-map";
import type { BlobContainer } from "../azure/blob-container.ts";
import type { ListedBlob } from "../azure/list-blobs.ts";
import { hashesFile } from "../manifest/reserved-names.ts";
import { outputPrefix, taskFolder } from "../storage/blob-names.ts";
import { taskFolders } from "../storage/task-folders.ts";
import type { OutcomeFile } from "./outcome.ts";
import { type EarlierResult, type EarlierResults, filesOf } from "./results-index.ts";

/** Up to this number of tasks each one's folder is listed, beyond it the run's. */
const fewTasks = 20;

/**
 * Returns the tasks whose verified outputs are still in storage, each with the run that completed it. Needs one or two requests per run and one per
 * 1,000 of its blobs; only files with another ETag and no MD5 are read.
 */
export const findIntact = async (
  output: BlobContainer,
  results: EarlierResults,
  signal: AbortSignal,
): Promise<Map<string, string>> => {
  const byRun = Map.groupBy(results.keys(), (id) => results.get(id)?.jobId);
  const places = [...byRun].flatMap(([jobId, ids]) => {
    if (jobId === undefined) return [];
    if (ids.length > fewTasks) return [{ jobId, prefix: outputPrefix({ jobId }) }];
    return ids.map((id) => ({ jobId, prefix: `${taskFolder({ jobId }, { id })}/` }));
  });
  const intact = new Map<string, string>();
  // A task without outputs may have no blobs.
  for (const [id, result] of results)
    if (result !== undefined && filesOf(result).length === 0) intact.set(id, result.jobId);
  const list = async ({ jobId, prefix }: (typeof places)[number]): Promise<void> => {
    const blobs = output.list(prefix);
    for await (const { taskId, files } of taskFolders(blobs, jobId)) {
      const result = results.get(taskId);
      if (result?.jobId === jobId && (await isIntact(output, result, files))) intact.set(taskId, jobId);
    }
  };
  await pMap(places, list, { concurrency: 8, signal });
  return intact;
};

const isIntact = async (
  output: BlobContainer,
  result: EarlierResult,
  files: ReadonlyMap<string, ListedBlob>,
): Promise<boolean> => {
  const expected = filesOf(result);
  // Without the recorded hashes, outputs can't be verified again.
  if (expected.length > 0 && !files.has(hashesFile)) return false;
  for (const file of expected) if (!(await isSame(output, file, files.get(file.path)))) return false;
  return true;
};

const isSame = async (
  output: BlobContainer,
  file: OutcomeFile,
  blob: ListedBlob | undefined,
): Promise<boolean> => {
  if (blob?.size !== file.size) return false;
  if (blob.etag !== undefined && blob.etag === file.etag) return true;
  if (blob.md5 !== undefined) return blob.md5 === file.md5;
  const content = await output.readContent(blob.name, { expectedMd5: file.md5 });
  return content?.md5 === file.md5;
};
