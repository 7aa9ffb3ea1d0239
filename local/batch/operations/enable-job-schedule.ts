import type { Batch } from "../batch.ts";
import { changeSchedule, checkScheduleLives } from "../change-schedule.ts";
import { type BatchRequest, type BatchResult, done } from "../request.ts";
import { scheduleIn } from "../state/transitions.ts";
import { scheduleHead } from "../wire/schedule.ts";

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
