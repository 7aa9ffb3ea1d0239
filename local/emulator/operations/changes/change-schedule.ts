import type { BatchRequest } from "../../protocol/batch-request.ts";
import { BatchError } from "../../protocol/errors.ts";
import { firstRun } from "../../state/recurrence.ts";
import type { JobSchedule } from "../../state/schedule-types.ts";
import type { StoredSchedule } from "../../state/store.ts";
import { modified } from "../../state/transitions.ts";
import { formatTime, type Micros, parseTime } from "../../time/clock.ts";
import { limitMillis } from "../../time/duration.ts";
import { checkPreconditions } from "../checks/check-preconditions.ts";
import { scheduleOf } from "../lookup.ts";
import type { Batch } from "../operation-context.ts";

/** Changes the path's job schedule in a transaction, if the request's preconditions hold, and notifies the cluster. */
export const changeSchedule = (
  { store, cluster, clock }: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
  change: (schedule: JobSchedule, now: Micros) => JobSchedule,
): StoredSchedule => {
  const schedule = store.transaction(() => {
    const before = scheduleOf({ store }, request);
    checkPreconditions(request, before.doc, "write");
    const now = clock.now();
    return store.schedules.save({ ...before, doc: modified(change(before.doc, now), now) });
  });
  cluster.scheduleChanged(schedule.seq);
  return schedule;
};

/** Throws the error with which Azure refuses to change a job schedule that is ending or has ended. */
export const checkScheduleLives = ({ state }: JobSchedule): void => {
  if (state === "deleting") throw new BatchError("JobScheduleBeingDeleted");
  if (state === "terminating") throw new BatchError("JobScheduleBeingTerminated");
  if (state === "completed") throw new BatchError("JobScheduleCompleted");
};

/** Returns the changed schedule with the time of its next job, counted from the time at which the last job was due. */
export const replanned = (change: { before: JobSchedule; after: JobSchedule; now: Micros }): JobSchedule => {
  const next = nextRun(change);
  const nextRunTime = next === undefined ? undefined : formatTime(next);
  return { ...change.after, executionInfo: { ...change.after.executionInfo, nextRunTime } };
};

const nextRun = ({ before, after, now }: Parameters<typeof replanned>[0]): Micros | undefined => {
  if (before.jobs === 0) return firstRun(after.schedule, now);
  const interval = limitMillis(after.schedule.recurrenceInterval);
  const last = lastDue(before);
  if (interval === undefined || last === undefined) return undefined;
  return firstRun(after.schedule, last + interval * 1000);
};

const lastDue = ({ schedule, executionInfo, creationTime }: JobSchedule): Micros | undefined => {
  const interval = limitMillis(schedule.recurrenceInterval);
  const next = executionInfo.nextRunTime === undefined ? undefined : parseTime(executionInfo.nextRunTime);
  if (interval !== undefined && next !== undefined) return next - interval * 1000;
  return firstRun(schedule, parseTime(creationTime) ?? 0);
};
