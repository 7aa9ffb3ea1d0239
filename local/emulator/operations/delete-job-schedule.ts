import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { scheduleIn } from "../state/transitions.ts";
import { changeSchedule } from "./changes/change-schedule.ts";
import type { Batch } from "./operation-context.ts";

/** 202: its jobs are deleted first, then the schedule. */
export const deleteJobSchedule = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  changeSchedule(batch, request, (before, now) => {
    if (before.state === "deleting") throw new BatchError("JobScheduleBeingDeleted");
    return scheduleIn(before, "deleting", now);
  });
  return done(202);
};
