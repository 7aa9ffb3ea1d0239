import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ContainerClient } from "@azure/storage-blob";
import type { Row, Workload } from "../../task/workload.ts";
import type { BatchClient } from "../batch/batch-client.ts";
import type { BatchTask } from "../batch/batch-task.ts";
import type { Call } from "../batch/retry.ts";
import { downloadBlob, readBlob } from "../blobs/download.ts";
import { listBlobs } from "../blobs/list-blobs.ts";
import { readHashes } from "../job/output-hashes.ts";
import { localPath } from "../plan/local-path.ts";
import { type ManifestTask, type Retries, resultPath } from "../plan/manifest.ts";
import { isOutput, missingOutputs, ownPath } from "../plan/patterns.ts";
import { attemptsBlob } from "../plan/reserved-names.ts";
import { taskFolder } from "../requests.ts";
import { cachedOutcome, judge, type OutcomeFile, type OutputFlaws, type TaskOutcome } from "./outcome.ts";
import { saveNodeLogs } from "./save-node-logs.ts";
import { stderrExcerpt } from "./stderr-excerpt.ts";

export interface Collect {
  readonly jobId: string;
  readonly output: ContainerClient;
  /** The run's folder on this machine. */
  readonly folder: string;
  /** Undefined if this checkout does not have it; its cells stay empty then. */
  readonly workload: Pick<Workload, "row"> | undefined;
  readonly storageCall: Call;
  /** Of the run. */
  readonly retries: Retries | undefined;
  /** Where logs are that did not come to storage. */
  readonly batch: Pick<BatchClient, "getTaskFileSize" | "readTaskFile">;
}

/** What is larger may come to storage in blocks; storage then knows no hash of what the task wrote. Bytes. */
const oneRequest = 1024 * 1024;

/** Larger outputs are not read for the table's sake. Bytes. */
const longestForRow = 1024 * 1024;

/** Brings a completed task's outputs and logs to the run's folder and says how the task ended. */
export const collectTask = async (
  collect: Collect,
  task: ManifestTask,
  done: BatchTask,
): Promise<TaskOutcome> => {
  const { files, flaws } = await downloadFiles(collect, task, collect.jobId);
  const outcome = judge(task, done, flaws);
  const retryCount = outcome.retryCount + (await ownRetries(collect, task));
  const saved = outcome.succeeded ? [] : await saveNodeLogs(collect, task, files);
  return complete(collect, task, { ...outcome, retryCount, files: [...files, ...saved] });
};

/** The same for a task that another run had done. */
export const collectCached = async (
  collect: Collect,
  task: ManifestTask,
  cachedFrom: string,
): Promise<TaskOutcome> => {
  const { files, flaws } = await downloadFiles(collect, task, cachedFrom);
  return complete(collect, task, { ...cachedOutcome(task, cachedFrom, flaws), files });
};

interface DownloadedFiles {
  readonly files: readonly OutcomeFile[];
  readonly flaws: OutputFlaws;
}

const downloadFiles = async (
  collect: Collect,
  task: ManifestTask,
  jobId: string,
): Promise<DownloadedFiles> => {
  const { output: container, storageCall } = collect;
  const folder = taskFolder({ jobId }, task);
  const logs = ["stdout.txt", "stderr.txt"].map((name) => ({ blob: name, path: `logs/${task.id}/${name}` }));
  const outputs = (await outputsOf(collect, task, jobId)).map((path) => ({
    blob: path,
    path: resultPath(task, path),
  }));
  const files: OutcomeFile[] = [];
  const found = new Set<string>();
  const unchecked = new Map<string, string>();
  for (const { blob, path } of [...outputs, ...logs]) {
    const target = join(collect.folder, localPath(path));
    const blobName = `${folder}/${blob}`;
    const file = await downloadBlob({ container, blobName, path: target, storageCall });
    if (file === undefined) continue;
    const { size, md5, isChecked } = file;
    files.push({ path, size, md5 });
    if (isOutput(task, blob)) found.add(blob);
    if (!isChecked || size > oneRequest) unchecked.set(blob, md5);
  }
  const hashes = unchecked.size > 0 ? await readHashes({ container, storageCall, folder }) : new Map();
  const damaged = [...unchecked].flatMap(([blob, md5]) => ((hashes.get(blob) ?? md5) === md5 ? [] : [blob]));
  return { files, flaws: { missing: missingOutputs(task, found), damaged } };
};

/** What the plan names, and what storage has of that which it can't name. */
const outputsOf = async (
  { output, storageCall }: Pick<Collect, "output" | "storageCall">,
  task: ManifestTask,
  jobId: string,
): Promise<string[]> => {
  if (task.patterns === undefined) return task.outputs;
  const prefix = `${taskFolder({ jobId }, task)}/`;
  const paths = new Set(task.outputs);
  for await (const { name } of listBlobs(output, prefix, storageCall)) {
    const path = name.slice(prefix.length);
    if (isOutput(task, path)) paths.add(path);
  }
  return [...paths];
};

/** Attempts after the first that the task's script made by itself. */
const ownRetries = async (
  { jobId, output, storageCall, retries }: Collect,
  task: ManifestTask,
): Promise<number> => {
  if ((task.retries ?? retries) === undefined) return 0;
  const blobName = `${taskFolder({ jobId }, task)}/${attemptsBlob}`;
  const attempts = await readBlob({ container: output, blobName, storageCall });
  return Math.max(0, Number(attempts ?? 1) - 1) || 0;
};

const complete = async (collect: Collect, task: ManifestTask, outcome: TaskOutcome): Promise<TaskOutcome> =>
  outcome.succeeded
    ? { ...outcome, row: await readRow(collect, task, outcome.files) }
    : { ...outcome, stderr: await excerpt(join(collect.folder, `logs/${task.id}/stderr.txt`)) };

const readRow = async (
  { folder, workload }: Collect,
  task: ManifestTask,
  files: readonly OutcomeFile[],
): Promise<Row | undefined> => {
  if (workload?.row === undefined) return undefined;
  const texts = new Map<string, string>();
  // One after another: a pattern may match more files than may be open at a time.
  for (const { path, size } of files) {
    const output = size > longestForRow ? undefined : ownPath(task, path);
    if (output !== undefined) texts.set(output, await readFile(join(folder, localPath(path)), "utf8"));
  }
  try {
    return workload.row(texts);
  } catch (error) {
    // The task has succeeded all the same, so the run goes on and the table shows what is wrong.
    return [`no row: ${error instanceof Error ? error.message : error}`];
  }
};

const excerpt = async (path: string): Promise<string[] | undefined> => {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    const read = async (start: number, length: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
      return buffer.subarray(0, bytesRead);
    };
    return await stderrExcerpt({ size, read });
  } finally {
    await file.close();
  }
};
