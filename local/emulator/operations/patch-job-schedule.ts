import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import type { JobSchedule } from "../state/schedule-types.ts";
import type { Batch } from "./batch.ts";
import { changeSchedule, checkScheduleLives, replanned } from "./changes/change-schedule.ts";
import { checkSchedule } from "./checks/check-schedule.ts";
import { scheduleHead } from "./responses/schedule-json.ts";

/** Changes what the body names and leaves the rest; jobs that are there already stay as they are. */
export const patchJobSchedule = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const given = request.body as Partial<JobSchedule>;
  checkSchedule(given, "JobSchedule_Patch");
  const schedule = changeSchedule(batch, request, (before, now) => {
    checkScheduleLives(before);
    const after = { ...before, ...given };
    return given.schedule === undefined ? after : replanned({ before, after, now });
  });
  return done(200, scheduleHead(request, schedule));
};
