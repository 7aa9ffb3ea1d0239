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
  /** Limits each log to the complete lines in its last bytes. */
  readonly lastBytes?: number | undefined;
  /** Continues until the task ends. */
  readonly follow: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** New bytes of a log, or a note about the task for the user. */
export type LogPiece =
  | { readonly name: LogName; readonly bytes: Buffer; readonly note?: never }
  | { readonly note: string };

/** Time between two polls of a task. */
const pollMs = 1000;

/**
 * Yields each byte of a task's logs once: from the node while the task runs, from storage after it ends. Starts over if the
 * task runs again after a retry or a lost node.
 */
export const taskLogs = async function* (request: TaskLogsRequest): AsyncGenerator<LogPiece> {
  const { clients, task, follow, clock, signal } = request;
  const logs = newLogs(request);
  let attempt: number | undefined;
  let note = "";
  for (;;) {
    const seen = await clients.batch.getTask(storedIn(request), task.id);
    const startedAt = seen?.startTime?.getTime();
    if (attempt !== undefined && startedAt !== undefined && startedAt !== attempt) {
      logs.restart();
      yield { note: `Task ${task.id} started again` };
    }
    attempt = startedAt ?? attempt;
    if (seen === undefined || seen.state === "completed") return yield* logs.rest();
    yield* logs.fromNode();
    const waiting = await waitNote(request, seen);
    if (waiting !== undefined && waiting.text !== note) yield { note: waiting.text };
    note = waiting?.text ?? "";
    if (!follow || waiting?.isFinal) return;
    await clock.sleep(pollMs, signal);
  }
};

/** Returns the run whose job ran the task: an earlier one for a reused result. */
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
  const newBytes = async function* (name: LogName, file: Parameters<typeof readFrom>[0]) {
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
        if (file !== undefined) yield* newBytes(name, file);
      }
    },
    /** Reads from the node if the upload failed. */
    rest: async function* (): AsyncGenerator<LogPiece> {
      for (const name of names) {
        const file = (await inStorage(name)) ?? (await onNode(name));
        if (file !== undefined) yield* newBytes(name, file);
        else yield { note: `Task ${task.id}: ${name} is neither in storage nor on the node` };
      }
    },
  };
};

/** Returns a note about a task that isn't running. Final if its job has ended. */
const waitNote = async (
  { clients, jobId, task }: TaskLogsRequest,
  { state }: BatchTask,
): Promise<{ text: string; isFinal: boolean } | undefined> => {
  if (state === "running") return undefined;
  if (state === "preparing")
    return { text: `Task ${task.id} is waiting for the job preparation task on its node`, isFinal: false };
  const job = await clients.batch.getJob(jobId);
  if (job?.state === "completed" || job?.state === "terminating") {
    const reason = job.executionInfo?.terminateReason ?? "it was terminated";
    return { text: `Task ${task.id} never ran; the job ended: ${reason}`, isFinal: true };
  }
  return { text: `Task ${task.id} is waiting for a node`, isFinal: false };
};
