import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { scheduleIn } from "../state/transitions.ts";
import { changeSchedule, checkScheduleLives } from "./changes/change-schedule.ts";
import type { Batch } from "./operation-context.ts";
import { scheduleHead } from "./responses/schedule-json.ts";

export const enableJobSchedule = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const schedule = changeSchedule(batch, request, (before, now) => {
    checkScheduleLives(before);
    return before.state === "active" ? before : scheduleIn(before, "active", now);
  });
  return done(204, scheduleHead(request, schedule));
};
