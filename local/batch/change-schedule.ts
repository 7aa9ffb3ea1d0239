import type { Batch } from "./batch.ts";
import { checkConditions } from "./conditions.ts";
import { BatchError } from "./errors.ts";
import { type BatchRequest, found, param } from "./request.ts";
import { firstRun } from "./state/recurrence.ts";
import type { JobSchedule } from "./state/schedule-types.ts";
import type { StoredSchedule } from "./state/store.ts";
import { modified } from "./state/transitions.ts";
import { formatTime, type Micros } from "./time.ts";

/** The job schedule that the path's id means in the account that asks. */
export const scheduleOf = (
  { store }: { store: Pick<Batch["store"], "schedules"> },
  request: BatchRequest,
): StoredSchedule =>
  found(store.schedules.find(request.account, param(request, "jobScheduleId")), "JobScheduleNotFound");

/** Changes the job schedule of the path if its ETag fits and its state lets it; then the cluster hears of it. */
export const changeSchedule = (
  { store, cluster, clock }: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
  change: (schedule: JobSchedule, now: Micros) => JobSchedule,
): StoredSchedule => {
  const schedule = store.transaction(() => {
    const before = scheduleOf({ store }, request);
    checkConditions(request, before.doc, "write");
    const now = clock.now();
    return store.schedules.save({ ...before, doc: modified(change(before.doc, now), now) });
  });
  cluster.scheduleChanged(schedule.seq);
  return schedule;
};

/** Refuses what Azure refuses on a job schedule that has come to its end or goes to it. */
export const checkScheduleLives = ({ state }: JobSchedule): void => {
  if (state === "deleting") throw new BatchError("JobScheduleBeingDeleted");
  if (state === "terminating") throw new BatchError("JobScheduleBeingTerminated");
  if (state === "completed") throw new BatchError("JobScheduleCompleted");
};

/** Another recurrence counts from now on. */
export const replanned = (schedule: JobSchedule, now: Micros): JobSchedule => {
  const next = firstRun(schedule.schedule, now);
  const nextRunTime = next === undefined ? undefined : formatTime(next);
  return { ...schedule, executionInfo: { ...schedule.executionInfo, nextRunTime } };
};
