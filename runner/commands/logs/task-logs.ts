import type { BatchClient } from "../../azure/batch-client.ts";
import type { BatchTask } from "../../azure/batch-task.ts";
import type { Clients } from "../../azure/clients.ts";
import type { Clock } from "../../clock.ts";
import { type LogName, logInStorage, logOnNode, readFrom } from "../../job/log-files.ts";
import type { ManifestTask } from "../../manifest/manifest.ts";
import { taskFolder } from "../../storage/blob-names.ts";

export interface TaskLogsRequest {
  readonly clients: Pick<Clients, "output"> & {
    readonly batch: Pick<BatchClient, "getTask" | "getJob" | "getTaskFileSize" | "readTaskFile">;
  };
  readonly jobId: string;
  readonly task: ManifestTask;
  readonly names: readonly LogName[];
  /** Of each log only the lines in its last bytes; all of it unless given. */
  readonly lastBytes?: number | undefined;
  /** Goes on until the task has ended. */
  readonly follow: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Bytes of a log that were not there before, or a word about the task for the user. */
export type LogPiece =
  | { readonly name: LogName; readonly bytes: Buffer; readonly note?: never }
  | { readonly note: string };

/** Between two looks at a task. */
const followEveryMs = 1000;

/**
 * What a task has written, each byte once: from the node while it runs, from storage when it has ended. A task that
 * begins anew, because of a retry or a lost node, begins new logs.
 */
export const taskLogs = async function* (request: TaskLogsRequest): AsyncGenerator<LogPiece> {
  const { clients, task, follow, clock, signal } = request;
  const logs = newLogs(request);
  let attempt: number | undefined;
  let note = "";
  for (;;) {
    const seen = await clients.batch.getTask(storedIn(request), task.id);
    const began = seen?.startTime?.getTime();
    if (attempt !== undefined && began !== undefined && began !== attempt) {
      logs.restart();
      yield { note: `Task ${task.id} began anew` };
    }
    attempt = began ?? attempt;
    if (seen === undefined || seen.state === "completed") return yield* logs.rest();
    yield* logs.fromNode();
    const waits = await waitWords(request, seen);
    if (waits !== undefined && waits.text !== note) yield { note: waits.text };
    note = waits?.text ?? "";
    if (!follow || waits?.isFinal) return;
    await clock.sleep(followEveryMs, signal);
  }
};

/** The run whose job ran the task: work that was done before is not done again. */
const storedIn = ({ jobId, task }: Pick<TaskLogsRequest, "jobId" | "task">): string =>
  task.cachedFrom ?? jobId;

const newLogs = (request: TaskLogsRequest) => {
  const { clients, task, names } = request;
  const { batch, output } = clients;
  const jobId = storedIn(request);
  const positions = new Map<LogName, number>();
  const { lastBytes = Number.POSITIVE_INFINITY } = request;
  const onNode = (name: LogName) => logOnNode(batch, { jobId, taskId: task.id, path: name });
  const inStorage = (name: LogName) => logInStorage(output, `${taskFolder({ jobId }, task)}/${name}`);
  const news = async function* (name: LogName, file: Parameters<typeof readFrom>[0]) {
    let at = positions.get(name) ?? Math.max(0, file.size - lastBytes);
    let isWithinLine = !positions.has(name) && at > 0;
    for await (const bytes of readFrom(file, at)) {
      at += bytes.length;
      positions.set(name, at);
      yield { name, bytes: isWithinLine ? bytes.subarray(bytes.indexOf("\n") + 1) : bytes };
      isWithinLine = false;
    }
  };
  return {
    restart: () => positions.clear(),
    fromNode: async function* (): AsyncGenerator<LogPiece> {
      for (const name of names) {
        const file = await onNode(name);
        if (file !== undefined) yield* news(name, file);
      }
    },
    /** An upload may have failed while the node still has the file. */
    rest: async function* (): AsyncGenerator<LogPiece> {
      for (const name of names) {
        const file = (await inStorage(name)) ?? (await onNode(name));
        if (file !== undefined) yield* news(name, file);
        else yield { note: `No ${name} of task ${task.id}, neither in storage nor on its node` };
      }
    },
  };
};

/** What to tell of a task that does not run; it never will if its job is over. */
const waitWords = async (
  { clients, jobId, task }: TaskLogsRequest,
  { state }: BatchTask,
): Promise<{ text: string; isFinal: boolean } | undefined> => {
  if (state === "running") return undefined;
  if (state === "preparing")
    return { text: `Task ${task.id} waits for the job preparation task of its node`, isFinal: false };
  const job = await clients.batch.getJob(jobId);
  if (job?.state === "completed" || job?.state === "terminating") {
    const reason = job.executionInfo?.terminateReason ?? "it was terminated";
    return { text: `Task ${task.id} never ran, the job ended: ${reason}`, isFinal: true };
  }
  return { text: `Task ${task.id} waits for a node`, isFinal: false };
};
