import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ContainerClient } from "@azure/storage-blob";
import type { Row, Workload } from "../../task/workload.ts";
import type { BatchTask } from "../batch/batch-task.ts";
import type { Call } from "../batch/retry.ts";
import { downloadBlob } from "../blobs/download.ts";
import type { ManifestTask } from "../plan/manifest.ts";
import { taskFolder } from "../requests.ts";
import { judge, type OutcomeFile, type TaskOutcome } from "./outcome.ts";

export interface Collect {
  readonly jobId: string;
  readonly output: ContainerClient;
  /** The run's folder on this machine. */
  readonly folder: string;
  /** Undefined if this checkout does not have it; its cells stay empty then. */
  readonly workload: Pick<Workload, "row"> | undefined;
  readonly storageCall: Call;
}

/** Larger outputs are not read for the table's sake. Bytes. */
const longestForRow = 1024 * 1024;

/** Lines of a failed task's stderr that the user sees, and how much is read to find them. */
const stderrLines = 8;
const stderrBytes = 16 * 1024;

/** Brings a completed task's outputs and logs to the run's folder and says how the task ended. */
export const collectTask = async (
  collect: Collect,
  task: ManifestTask,
  done: BatchTask,
): Promise<TaskOutcome> => {
  const logs = ["stdout.txt", "stderr.txt"].map((name) => ({ blob: name, path: `logs/${task.id}/${name}` }));
  const outputs = task.outputs.map((path) => ({ blob: path, path }));
  const files: OutcomeFile[] = [];
  const missing: string[] = [];
  for (const { blob, path } of [...outputs, ...logs]) {
    const blobName = `${taskFolder(collect, task)}/${blob}`;
    const { output: container, storageCall } = collect;
    const file = await downloadBlob({ container, blobName, path: join(collect.folder, path), storageCall });
    if (file) files.push({ path, ...file });
    else if (task.outputs.includes(path)) missing.push(path);
  }
  const outcome = { ...judge(task, done, missing), files };
  if (outcome.succeeded) return { ...outcome, row: await readRow(collect, task, files) };
  return { ...outcome, stderr: await firstLines(join(collect.folder, `logs/${task.id}/stderr.txt`)) };
};

const readRow = async (
  { folder, workload }: Collect,
  task: ManifestTask,
  files: readonly OutcomeFile[],
): Promise<Row | undefined> => {
  const small = files.filter(({ path, size }) => task.outputs.includes(path) && size <= longestForRow);
  const texts = await Promise.all(
    small.map(async ({ path }) => [path, await readFile(join(folder, path), "utf8")] as const),
  );
  try {
    return workload?.row(new Map(texts));
  } catch (error) {
    // The task has succeeded all the same, so the run goes on and the table shows what is wrong.
    return [`no row: ${error instanceof Error ? error.message : error}`];
  }
};

const firstLines = async (path: string): Promise<string[] | undefined> => {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(stderrBytes));
    const lines = buffer.toString("utf8", 0, bytesRead).split("\n");
    return lines.filter((line) => line.trim() !== "").slice(0, stderrLines);
  } finally {
    await file.close();
  }
};
