import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import pMap from "p-map";
import type { ListedBlob } from "../../azure/list-blobs.ts";
import type { BlobContent } from "../../azure/read-content.ts";
import type { Clock } from "../../clock.ts";
import { logNames } from "../../job/log-files.ts";
import { localPath } from "../../manifest/local-path.ts";
import { type ManifestTask, resultPath, type TaskList, taskFinder } from "../../manifest/manifest.ts";
import { inputFlaws } from "../../results/input-flaws.ts";
import type { RunStorage } from "../../results/judge-task.ts";
import { verifyOutputs } from "../../results/verify-outputs.ts";
import { downloadBlob } from "../../storage/download.ts";
import { taskFolders } from "../../storage/task-folders.ts";
import { type Transfer, type TransferMeter, transferMeter } from "../../storage/transfer.ts";
import type { DownloadedFiles } from "../../ui/command-events.ts";

interface FetchRequest extends Omit<RunStorage, "taskNamed"> {
  /** Completed tasks. The files of others may still change. */
  readonly tasks: TaskList;
  /** Ids of tasks that failed by their exit code or stale inputs. */
  readonly failed: ReadonlySet<string>;
  /** The run's folder on this machine. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly clock: Pick<Clock, "monotonicMs">;
  /** Called at most twice a second. */
  readonly onProgress: (fetched: Pick<DownloadedFiles, "files"> & Transfer) => void;
}

interface Fetching extends FetchRequest {
  readonly meter: TransferMeter;
}

/** Tasks whose files are downloaded or compared at a time. */
const concurrency = 8;

/** Downloads and verifies the outputs and logs of tasks. Skips files that the folder already has. */
export const fetchRun = async (request: FetchRequest): Promise<DownloadedFiles> => {
  const { tasks, signal } = request;
  const counts = { files: 0, bytes: 0, present: 0, failed: 0 };
  const meter = transferMeter({
    clock: request.clock,
    onProgress: (transfer) => request.onProgress({ files: counts.files, ...transfer }),
  });
  const missing: string[] = [];
  const damaged: string[] = [];
  const changed: string[] = [];
  const stale: string[] = [];
  const seen = new Set<string>();
  const fetching = { ...request, meter };
  const storage = { ...request, taskNamed: taskFinder(tasks) };
  const fetchTask = async ({ task, listed }: WantedTask): Promise<void> => {
    seen.add(task.id);
    const hasSucceeded = !request.failed.has(task.id);
    const { flaws } = await fetchOutputs(fetching, { task, listed }, hasSucceeded, counts);
    await fetchLogs(fetching, { task, listed }, counts);
    const { changed: replaced, stale: outdated } =
      task.cachedFrom === undefined ? await inputFlaws(storage, task) : { changed: [], stale: [] };
    const shown = (paths: readonly string[] = []) => paths.map((path) => resultPath(task, path));
    missing.push(...shown(flaws.missing));
    damaged.push(...shown(flaws.damaged));
    changed.push(...replaced);
    stale.push(...outdated);
    const flawCount =
      (flaws.missing?.length ?? 0) + (flaws.damaged?.length ?? 0) + replaced.length + outdated.length;
    if (!hasSucceeded || flawCount > 0) counts.failed += 1;
  };
  await pMap(listedTasks(request), fetchTask, { concurrency, signal });
  const others = Iterator.from(tasks).filter(({ id }) => !seen.has(id));
  const nothing: ReadonlyMap<string, ListedBlob> = new Map();
  await pMap(others, (task) => fetchTask({ task, listed: nothing }), { concurrency, signal });
  return {
    ...counts,
    missing: missing.sort(),
    damaged: damaged.sort(),
    changed: changed.sort(),
    stale: stale.sort(),
  };
};

interface WantedTask {
  readonly task: ManifestTask;
  /** The task's folder in storage, by path. */
  readonly listed: ReadonlyMap<string, ListedBlob>;
}

const runOf = ({ jobId }: FetchRequest, { cachedFrom = jobId }: ManifestTask): string => cachedFrom;

/** Yields each task with its blobs, which for a reused result are in the folder of the earlier run. */
const listedTasks = async function* (request: FetchRequest): AsyncGenerator<WantedTask> {
  const { output, tasks } = request;
  const taskOf = taskFinder(tasks);
  for (const run of new Set(Iterator.from(tasks).map((task) => runOf(request, task)))) {
    for await (const { taskId, files } of taskFolders(output.list(`${run}/`), run)) {
      const task = taskOf(taskId);
      if (task !== undefined && runOf(request, task) === run) yield { task, listed: files };
    }
  }
};

interface Counts {
  files: number;
  bytes: number;
  present: number;
}

/** Downloads only declared outputs, whatever storage contains. */
const fetchOutputs = (
  request: Fetching,
  { task, listed }: WantedTask,
  hasSucceeded: boolean,
  counts: Counts,
) =>
  verifyOutputs({
    ...{ output: request.output, task, jobId: runOf(request, task), hasSucceeded, listed },
    contentOf: async (own, expected) => {
      const blob = listed.get(own);
      return blob && fetchFile(request, { blob, path: resultPath(task, own), expected }, counts);
    },
  });

const fetchLogs = async (request: Fetching, { task, listed }: WantedTask, counts: Counts): Promise<void> => {
  for (const name of logNames) {
    const blob = listed.get(name);
    if (blob !== undefined) await fetchFile(request, { blob, path: `logs/${task.id}/${name}` }, counts);
  }
};

interface WantedFile {
  readonly blob: ListedBlob;
  /** In the run's folder. */
  readonly path: string;
  /** MD5 that the task recorded, hex. */
  readonly expected?: string | undefined;
}

const fetchFile = async (
  { output: container, folder, signal, meter }: Fetching,
  { blob, path, expected }: WantedFile,
  counts: Counts,
): Promise<BlobContent | undefined> => {
  const target = join(folder, localPath(path));
  const present = await presentFile(target, blob, expected, signal);
  if (present !== undefined) {
    counts.present += 1;
    return present;
  }
  const content = await downloadBlob({
    ...{ container, blobName: blob.name, path: target },
    ...{ expectedMd5: expected, onBytes: meter.part() },
  });
  if (content === undefined || content.isDamaged) return content;
  counts.files += 1;
  counts.bytes += content.size;
  return content;
};

/** Resolution of a blob's modification time. */
const lastModifiedMs = 1000;

/**
 * Returns the content of the local file if it is that of the blob. For a blob without MD5, the file must be newer than the
 * blob and have the MD5 that the task recorded, if any.
 */
const presentFile = async (
  path: string,
  { size, md5, etag, lastModified }: ListedBlob,
  expected: string | undefined,
  signal: AbortSignal,
): Promise<BlobContent | undefined> => {
  const file = await stat(path).catch(() => undefined);
  if (!file?.isFile() || file.size !== size) return undefined;
  if (md5 === undefined && file.mtimeMs < lastModified.getTime() + lastModifiedMs) return undefined;
  const hash = createHash("md5");
  await pipeline(createReadStream(path), hash, { signal });
  const found = hash.digest("hex");
  return found === (md5 ?? expected ?? found) ? { size, md5: found, etag } : undefined;
};
