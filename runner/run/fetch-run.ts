import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { ContainerClient } from "@azure/storage-blob";
import pMap from "p-map";
import type { Call } from "../batch/retry.ts";
import { downloadBlob } from "../blobs/download.ts";
import { type ListedBlob, listBlobs } from "../blobs/list-blobs.ts";
import { readHashes } from "../job/output-hashes.ts";
import { logNames } from "../logs/log-files.ts";
import { localPath } from "../plan/local-path.ts";
import { type ManifestTask, resultPath, type TaskList, taskFinder } from "../plan/manifest.ts";
import { isOutput, missingOutputs } from "../plan/patterns.ts";
import { taskFolder } from "../requests.ts";

interface FetchRequest {
  readonly output: ContainerClient;
  readonly storageCall: Call;
  readonly jobId: string;
  /** The tasks that are done: their files are fetched, the others' may still change. */
  readonly tasks: TaskList;
  /** The run's folder on this machine. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Is told after each file. */
  readonly onProgress: (fetched: Fetched) => void;
}

interface Fetched {
  /** Files that were fetched, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** Files that were there already, as storage has them. */
  readonly present: number;
  /** Declared outputs that storage does not have, and patterns that match nothing in it. */
  readonly missing: readonly string[];
  /** Outputs that storage does not have as their tasks wrote them. */
  readonly damaged: readonly string[];
}

/** Files that are fetched or compared at a time. */
const concurrency = 8;

/** Brings the outputs and logs of these tasks to the run's folder, but for those that are there already. */
export const fetchRun = async (request: FetchRequest): Promise<Fetched> => {
  const { output, storageCall, tasks, folder, signal, onProgress } = request;
  /** Outputs by the ids of their tasks. */
  const found = new Map<string, Set<string>>();
  const fetched = { files: 0, bytes: 0, present: 0 };
  const damaged: string[] = [];
  const fetchFile = async ({ task, own, blob, path, hash }: WantedFile): Promise<void> => {
    const target = join(folder, localPath(path));
    const md5 = blob.md5 ?? (await hash());
    if (await isSame(target, { ...blob, md5 }, signal)) fetched.present += 1;
    else {
      const file = await downloadBlob({ container: output, blobName: blob.name, path: target, storageCall });
      if (file === undefined) return;
      fetched.files += 1;
      fetched.bytes += file.size;
      if (md5 !== undefined && md5 !== file.md5) damaged.push(path);
    }
    if (isOutput(task, own)) found.set(task.id, (found.get(task.id) ?? new Set()).add(own));
    onProgress({ ...fetched, missing: [], damaged: [] });
  };
  await pMap(wantedFiles(request), fetchFile, { concurrency, signal });
  const missing = Iterator.from(tasks).flatMap((task) =>
    missingOutputs(task, found.get(task.id) ?? new Set()).map((output) => resultPath(task, output)),
  );
  return { ...fetched, missing: [...missing], damaged };
};

interface WantedFile {
  readonly task: ManifestTask;
  /** In the task's folder in storage. */
  readonly own: string;
  readonly blob: ListedBlob;
  /** In the run's folder. */
  readonly path: string;
  /** MD5 of what the task wrote, hex, if its node could tell. */
  readonly hash: () => Promise<string | undefined>;
}

/** Work that an earlier run did is in that run's folder. */
const wantedFiles = async function* ({
  output,
  storageCall,
  jobId,
  tasks,
}: FetchRequest): AsyncGenerator<WantedFile> {
  const runOf = ({ cachedFrom = jobId }: ManifestTask): string => cachedFrom;
  const taskOf = taskFinder(tasks);
  let task: ManifestTask | undefined;
  for (const run of new Set(Iterator.from(tasks).map(runOf))) {
    const prefix = `${run}/`;
    for await (const blob of listBlobs(output, prefix, storageCall)) {
      const [taskId = "", ...rest] = blob.name.slice(prefix.length).split("/");
      const own = rest.join("/");
      if (task?.id !== taskId) task = taskOf(taskId);
      if (task === undefined || runOf(task) !== run) continue;
      const path = pathOf(task, own);
      if (path === undefined) continue;
      const folder = taskFolder({ jobId: run }, { id: taskId });
      const hash = async () => (await readHashes({ container: output, storageCall, folder })).get(own);
      yield { task, own, blob, path, hash };
    }
  }
};

/** Only what the plan declares is written on this machine, whatever storage holds. */
const pathOf = (task: ManifestTask, path: string): string | undefined => {
  if (logNames.some((name) => name === path)) return `logs/${task.id}/${path}`;
  return isOutput(task, path) ? resultPath(task, path) : undefined;
};

/** Where nobody knows a hash a file of the blob's size that is younger is taken for it. */
const isSame = async (path: string, blob: ListedBlob, signal: AbortSignal): Promise<boolean> => {
  const file = await stat(path).catch(() => undefined);
  if (!file?.isFile() || file.size !== blob.size) return false;
  if (blob.md5 === undefined) return file.mtime >= blob.lastModified;
  const hash = createHash("md5");
  await pipeline(createReadStream(path), hash, { signal });
  return hash.digest("hex") === blob.md5;
};
