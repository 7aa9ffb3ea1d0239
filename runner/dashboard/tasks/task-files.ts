import { Readable } from "node:stream";
import type { TaskFileView } from "../../../browser/contract/dashboard-tasks.ts";
import type { BatchClient } from "../../azure/batch-client.ts";
import type { BatchTask } from "../../azure/batch-task.ts";
import type { Clients } from "../../azure/clients.ts";
import { type LogFile, logInStorage, logOnNode, readFrom } from "../../job/log-files.ts";
import { isOwnFile } from "../../manifest/reserved-names.ts";
import { taskFolder } from "../../storage/blob-names.ts";
import { statusOf } from "../problem.ts";

interface TaskFilesOptions {
  readonly batch: Pick<BatchClient, "getTaskFileSize" | "readTaskFile" | "listTaskFiles">;
  readonly output: Clients["output"];
  /** Returns the run whose job ran the task: an earlier one for a reused result. */
  readonly storedIn: (jobId: string, taskId: string) => string;
  /** Reads a job's plan, which names earlier runs, unless it is known. Returns whether it has read it. */
  readonly learn: (jobId: string) => Promise<boolean>;
}

interface FileName {
  readonly jobId: string;
  readonly taskId: string;
  /** Relative to the task's folder. */
  readonly path: string;
}

/** Files of tasks, on the node while it exists and in storage afterwards. */
export interface TaskFiles {
  /** Undefined if neither the node nor storage has the file. `task` is the present state of the task. */
  readonly find: (file: FileName, task: BatchTask | undefined) => Promise<LogFile | undefined>;
  readonly list: (jobId: string, taskId: string) => Promise<TaskFileView[]>;
}

/** Files of a task that are listed, from each place. */
const mostListed = 500;

export const taskFiles = ({ batch, output, storedIn, learn }: TaskFilesOptions): TaskFiles => {
  const folderOf = (jobId: string, taskId: string): string =>
    taskFolder({ jobId: storedIn(jobId, taskId) }, { id: taskId });
  const find: TaskFiles["find"] = async ({ jobId, taskId, path }, task) => {
    const inStorage = () => logInStorage(output, `${folderOf(jobId, taskId)}/${path}`);
    const onNode = () => logOnNode(batch, { jobId: storedIn(jobId, taskId), taskId, path });
    // Storage may have the files of an earlier attempt.
    const isOver = task === undefined || task.state === "completed";
    return isOver ? ((await inStorage()) ?? (await onNode())) : ((await onNode()) ?? (await inStorage()));
  };
  return {
    find: async (file, task) => {
      const found = await find(file, task);
      if (found !== undefined || task !== undefined) return found;
      const isNews = await learn(file.jobId).catch(falseIfNotFound);
      return isNews ? find(file, task) : undefined;
    },
    list: async (jobId, taskId) => {
      const job = storedIn(jobId, taskId);
      const stored: TaskFileView[] = [];
      const prefix = `${folderOf(jobId, taskId)}/`;
      for await (const { name, size } of output.list(prefix)) {
        if (stored.length === mostListed) break;
        stored.push({ path: name.slice(prefix.length), bytes: size, source: "storage" });
      }
      const paths = new Set(stored.map(({ path }) => path));
      const onNode = await batch.listTaskFiles(job, taskId, mostListed);
      const others = onNode.filter(({ path }) => !paths.has(path));
      const all = [...stored, ...others.map((file) => ({ ...file, source: "node" as const }))];
      // The runner's records are rarely what a user looks for.
      return [...all.filter((file) => !isRecord(file)), ...all.filter(isRecord)];
    },
  };
};

const isRecord = ({ path }: TaskFileView): boolean => isOwnFile(path.replace(/^wd\//, ""));

const falseIfNotFound = (error: unknown): false => {
  if (statusOf(error) !== 404) throw error;
  return false;
};

export const streamOf = (file: LogFile): Readable => Readable.from(readFrom(file, 0));
