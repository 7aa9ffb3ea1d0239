import type { Batch } from "../batch.ts";
import { changeSchedule, checkScheduleLives } from "../change-schedule.ts";
import { type BatchRequest, type BatchResult, done } from "../request.ts";
import { scheduleIn } from "../state/transitions.ts";
import { scheduleHead } from "../wire/schedule.ts";

/** 202: its active job ends afterwards. */
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
