import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { scheduleIn } from "../state/transitions.ts";
import { changeSchedule, checkScheduleLives } from "./changes/change-schedule.ts";
import type { Batch } from "./operation-context.ts";
import { scheduleHead } from "./responses/schedule-json.ts";

/** The schedule creates no job until it is enabled. */
export const disableJobSchedule = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const schedule = changeSchedule(batch, request, (before, now) => {
    checkScheduleLives(before);
    return before.state === "disabled" ? before : scheduleIn(before, "disabled", now);
  });
  return done(204, scheduleHead(request, schedule));
};
