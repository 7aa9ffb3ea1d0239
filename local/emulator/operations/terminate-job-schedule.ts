import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { scheduleIn } from "../state/transitions.ts";
import { changeSchedule, checkScheduleLives } from "./changes/change-schedule.ts";
import type { Batch } from "./operation-context.ts";
import { scheduleHead } from "./responses/schedule-json.ts";

/** 202: its active job is terminated afterwards. */
export const terminateJobSchedule = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const schedule = changeSchedule(batch, request, (before, now) => {
    checkScheduleLives(before);
    return scheduleIn(before, "terminating", now);
  });
  return done(202, scheduleHead(request, schedule));
};
