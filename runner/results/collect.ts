import { type FileHandle, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import pMap from "p-map";
import type { Row, Workload } from "../../task/workload.ts";
import type { BatchClient } from "../azure/batch-client.ts";
import { logNames } from "../job/log-files.ts";
import { localPath } from "../manifest/local-path.ts";
import { type ManifestTask, resultPath } from "../manifest/manifest.ts";
import { ownPath } from "../manifest/patterns.ts";
import { taskFolder } from "../storage/blob-names.ts";
import { downloadBlob } from "../storage/download.ts";
import type { TransferMeter } from "../storage/transfer.ts";
import { failureHint } from "./failure-hints.ts";
import { type RunStorage, type TaskJudge, taskJudge } from "./judge-task.ts";
import { lineRow } from "./line-row.ts";
import { logExcerpts } from "./log-excerpts.ts";
import type { OutcomeFile, TaskOutcome } from "./outcome.ts";
import { saveNodeLogs } from "./save-node-logs.ts";

interface Collect {
  /** The run's folder on this machine. */
  readonly folder: string;
  /** Undefined if this checkout lacks it; its columns stay empty then. */
  readonly workload: Pick<Workload, "row"> | undefined;
  /** Command of `azbatch run`, whose rows show outputs or stdout. */
  readonly line?: string | undefined;
  /** Counts downloaded bytes. */
  readonly meter?: TransferMeter | undefined;
  /** For logs that did not reach storage. */
  readonly batch: Pick<BatchClient, "getTaskFileSize" | "readTaskFile">;
}

/** Larger outputs are not read for the results table. Bytes. */
const longestForRow = 1024 * 1024;

/**
 * Returns a judge that downloads a task's outputs and logs to the run's folder. An output that differs from what the task wrote
 * is not downloaded.
 */
export const collectingJudge = (collect: Collect): TaskJudge => {
  const { folder } = collect;
  const judge = taskJudge(({ output }, task, jobId) => (own, expectedMd5) => {
    const path = join(folder, localPath(resultPath(task, own)));
    const onBytes = collect.meter?.part();
    return downloadBlob({
      container: output,
      blobName: blobOf(jobId, task, own),
      path,
      expectedMd5,
      onBytes,
    });
  });
  return {
    judgeTask: async (storage, task, done) => {
      const outcome = await judge.judgeTask(storage, task, done);
      const logs = await downloadLogs(collect, storage, task, storage.jobId);
      const files = [...outcome.files, ...logs];
      const saved = outcome.succeeded
        ? []
        : await saveNodeLogs({ ...collect, jobId: storage.jobId }, task, files);
      return complete(collect, task, { ...outcome, files: [...files, ...saved] });
    },
    judgeCachedTask: async (storage, task, cachedFrom) => {
      const outcome = await judge.judgeCachedTask(storage, task, cachedFrom);
      const logs = await downloadLogs(collect, storage, task, cachedFrom);
      return complete(collect, task, { ...outcome, files: [...outcome.files, ...logs] });
    },
  };
};

const blobOf = (jobId: string, task: ManifestTask, own: string): string =>
  `${taskFolder({ jobId }, task)}/${own}`;

const downloadLogs = async (
  { folder }: Collect,
  { output }: RunStorage,
  task: ManifestTask,
  jobId: string,
): Promise<OutcomeFile[]> => {
  const logs = await pMap(logNames, async (name): Promise<OutcomeFile[]> => {
    const shown = `logs/${task.id}/${name}`;
    const path = join(folder, localPath(shown));
    const log = await downloadBlob({ container: output, blobName: blobOf(jobId, task, name), path });
    return log === undefined || log.isDamaged ? [] : [{ path: shown, ...log }];
  });
  return logs.flat();
};

const complete = async (collect: Collect, task: ManifestTask, outcome: TaskOutcome): Promise<TaskOutcome> => {
  if (outcome.succeeded) return { ...outcome, row: await readRow(collect, task, outcome.files) };
  const failed = { ...outcome, ...(await savedExcerpts(join(collect.folder, "logs", task.id))) };
  return { ...failed, hint: failureHint(failed)?.code };
};

const readRow = async (
  { folder, workload, line }: Collect,
  task: ManifestTask,
  files: readonly OutcomeFile[],
): Promise<Row | undefined> => {
  if (line !== undefined) return lineRow(folder, task, files);
  if (workload?.row === undefined) return undefined;
  const texts = new Map<string, string>();
  // Read in sequence: a pattern may match more files than a process may open.
  for (const { path, size } of files) {
    const output = size > longestForRow ? undefined : ownPath(task, path);
    if (output !== undefined) texts.set(output, await readFile(join(folder, localPath(path)), "utf8"));
  }
  try {
    return workload.row(texts);
  } catch (error) {
    // The task succeeded, so only its row shows the error.
    return [`no row: ${error instanceof Error ? error.message : error}`];
  }
};

/** Reads the excerpts of the logs in this folder. */
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
