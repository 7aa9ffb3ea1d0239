import { type FileHandle, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import pMap from "p-map";
import type { Row, Workload } from "../../task/workload.ts";
import type { BatchClient } from "../azure/batch-client.ts";
import type { BatchTask } from "../azure/batch-task.ts";
import type { BlobContainer } from "../azure/blob-container.ts";
import type { BlobContent } from "../azure/read-content.ts";
import { logNames } from "../job/log-files.ts";
import { localPath } from "../manifest/local-path.ts";
import { type ManifestTask, type Retries, resultPath } from "../manifest/manifest.ts";
import { ownPath } from "../manifest/patterns.ts";
import { attemptsBlob } from "../manifest/reserved-names.ts";
import { taskFolder } from "../storage/blob-names.ts";
import { downloadBlob } from "../storage/download.ts";
import { inputFlaws } from "./input-flaws.ts";
import { logExcerpts } from "./log-excerpts.ts";
import { cachedOutcome, hasExitedWell, judge, type OutcomeFile, type TaskOutcome } from "./outcome.ts";
import { saveNodeLogs } from "./save-node-logs.ts";
import { type VerifyRequest, verifyOutputs } from "./verify-outputs.ts";

export interface Collect {
  readonly jobId: string;
  readonly output: BlobContainer;
  readonly containerNamed: (name: string) => BlobContainer;
  /** Ids of tasks whose stored inputs were verified before. */
  readonly verified: ReadonlySet<string>;
  /** Returns a task of the run by its id. */
  readonly taskNamed: (id: string) => ManifestTask | undefined;
  /** The run's folder on this machine. */
  readonly folder: string;
  /** Undefined if this checkout does not have it; its cells stay empty then. */
  readonly workload: Pick<Workload, "row"> | undefined;
  /** Of the run. */
  readonly retries: Retries | undefined;
  /** Where logs are that did not come to storage. */
  readonly batch: Pick<BatchClient, "getTaskFileSize" | "readTaskFile">;
}

/** Larger outputs are not read for the table's sake. Bytes. */
const longestForRow = 1024 * 1024;

/** Brings a completed task's outputs and logs to the run's folder and says how the task ended. */
export const collectTask = async (
  collect: Collect,
  task: ManifestTask,
  done: BatchTask,
): Promise<TaskOutcome> => {
  const { files, flaws, isUnverified } = await fetchTask(collect, task, {
    jobId: collect.jobId,
    hasSucceeded: hasExitedWell(done),
  });
  const outcome = judge(task, done, { ...flaws, ...(await inputFlaws(collect, task)) });
  const retryCount = outcome.retryCount + (await ownRetries(collect, task));
  const saved = outcome.succeeded ? [] : await saveNodeLogs(collect, task, files);
  return complete(collect, task, { ...outcome, ...isUnverified, retryCount, files: [...files, ...saved] });
};

/** The same for a task that another run had done. */
export const collectCached = async (
  collect: Collect,
  task: ManifestTask,
  cachedFrom: string,
): Promise<TaskOutcome> => {
  const { files, flaws, isUnverified } = await fetchTask(collect, task, {
    jobId: cachedFrom,
    hasSucceeded: true,
  });
  return complete(collect, task, { ...cachedOutcome(task, cachedFrom, flaws), ...isUnverified, files });
};

/** An output that is not what the task wrote does not get into the run's folder. */
const fetchTask = async (
  { output, folder }: Collect,
  task: ManifestTask,
  { jobId, hasSucceeded }: Pick<VerifyRequest, "jobId" | "hasSucceeded">,
) => {
  const fetch = (own: string, path: string, expectedMd5?: string): Promise<BlobContent | undefined> =>
    downloadBlob({
      container: output,
      blobName: `${taskFolder({ jobId }, task)}/${own}`,
      path: join(folder, localPath(path)),
      expectedMd5,
    });
  const { files, ...verified } = await verifyOutputs({
    ...{ output, task, jobId, hasSucceeded },
    contentOf: (own, expected) => fetch(own, resultPath(task, own), expected),
  });
  const logs = await pMap(logNames, async (name): Promise<OutcomeFile[]> => {
    const path = `logs/${task.id}/${name}`;
    const log = await fetch(name, path);
    return log === undefined || log.isDamaged ? [] : [{ path, ...log }];
  });
  return { ...verified, files: [...files, ...logs.flat()] };
};

/** Attempts after the first that the task's script made by itself. */
const ownRetries = async ({ jobId, output, retries }: Collect, task: ManifestTask): Promise<number> => {
  if ((task.retries ?? retries) === undefined) return 0;
  const blobName = `${taskFolder({ jobId }, task)}/${attemptsBlob}`;
  const attempts = await output.read(blobName);
  return Math.max(0, Number(attempts ?? 1) - 1) || 0;
};

const complete = async (collect: Collect, task: ManifestTask, outcome: TaskOutcome): Promise<TaskOutcome> =>
  outcome.succeeded
    ? { ...outcome, row: await readRow(collect, task, outcome.files) }
    : { ...outcome, ...(await savedExcerpts(join(collect.folder, "logs", task.id))) };

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

/** Of the logs in this folder. */
const savedExcerpts = async (folder: string): ReturnType<typeof logExcerpts> => {
  const opened: FileHandle[] = [];
  try {
    return await logExcerpts(async (name) => {
      const file = await open(join(folder, name)).catch(() => undefined);
      if (file === undefined) return undefined;
      opened.push(file);
      const read = async (start: number, length: number): Promise<Buffer> => {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
        return buffer.subarray(0, bytesRead);
      };
      return { size: (await file.stat()).size, read };
    });
  } finally {
    for (const file of opened) await file.close();
  }
};
