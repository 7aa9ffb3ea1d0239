import type { BatchTask } from "../azure/batch-task.ts";
import type { TaskTimes } from "./task-times.ts";
import type { UsageRecord } from "./usage-record.ts";

type Ended = Pick<BatchTask, "creationTime" | "startTime" | "endTime" | "state" | "stateTransitionTime">;

/**
 * Returns the moments of a completed task: those of Batch, and those that its script recorded on the node.
 *
 * Batch's start precedes the download of resource files, and its end follows the upload of output files [D: batch-task-output-files;
 * Azure/Batch#171 shows a task that stays `running` while its upload is retried]. The node's clock may differ from Batch's, so its moments are
 * shifted between the two.
 */
export const taskTimes = (done: Ended, record: UsageRecord | undefined): TaskTimes => {
  const { creationTime, startTime } = done;
  const uploaded = completedAt(done);
  return {
    queuedAt: creationTime?.toISOString(),
    startedAt: startTime?.toISOString(),
    ...recordedTimes(record?.attempts ?? [], startTime?.getTime(), uploaded),
    uploadedAt: iso(uploaded),
  };
};

/** Returns the record of the task's last start. Storage may still have one of an earlier start, if the last one uploaded nothing. */
export const recordOfStart = (
  { startTime }: Pick<BatchTask, "startTime">,
  record: UsageRecord | undefined,
): UsageRecord | undefined => {
  const first = record?.attempts[0]?.startMs;
  const isEarlier =
    first !== undefined && startTime !== undefined && first < startTime.getTime() - mostSkewMs;
  return isEarlier ? undefined : record;
};

/** Largest difference between the clocks of a node and of Batch that is expected. */
const mostSkewMs = 60_000;

const completedAt = ({ startTime, endTime, state, stateTransitionTime }: Ended): number | undefined => {
  if (endTime === undefined || startTime === undefined) return undefined;
  const changed = state === "completed" ? stateTransitionTime.getTime() : 0;
  return Math.max(startTime.getTime(), endTime.getTime(), changed);
};

const iso = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString();

const recordedTimes = (
  attempts: UsageRecord["attempts"],
  started: number | undefined,
  uploaded: number | undefined,
): Pick<TaskTimes, "programStartedAt" | "endedAt" | "attempts"> => {
  const first = attempts[0]?.startMs;
  if (first === undefined) return {};
  const last = attempts.at(-1);
  const shift = shiftInto(
    { startMs: first, endMs: last?.endMs ?? last?.startMs ?? first },
    started,
    uploaded,
  );
  const at = (ms: number): string => {
    const shifted = Math.min(ms + shift, uploaded ?? Number.POSITIVE_INFINITY);
    return new Date(Math.max(shifted, started ?? 0)).toISOString();
  };
  const ended = attempts.flatMap(({ startMs, endMs, exitCode }) =>
    endMs === undefined || exitCode === undefined
      ? []
      : [{ startedAt: at(startMs), endedAt: at(Math.max(startMs, endMs)), exitCode }],
  );
  return {
    programStartedAt: at(first),
    endedAt: last?.endMs === undefined ? undefined : at(last.endMs),
    attempts: attempts.length > 1 ? ended : undefined,
  };
};

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** Returns the shortest shift that brings a span between two moments. */
const shiftInto = ({ startMs, endMs }: Span, from = startMs, to = endMs): number => {
  if (startMs < from) return from - startMs;
  return endMs > to ? Math.max(to - endMs, from - startMs) : 0;
};
