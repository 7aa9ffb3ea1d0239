import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import type { JobSchedule } from "../state/schedule-types.ts";
import type { Batch } from "./batch.ts";
import { changeSchedule, checkScheduleLives, replanned } from "./changes/change-schedule.ts";
import { checkSchedule } from "./checks/check-schedule.ts";
import { scheduleHead } from "./responses/schedule-json.ts";

/** Replaces what may be changed: what the body leaves out is gone. */
export const updateJobSchedule = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const given = request.body as Pick<JobSchedule, "schedule" | "jobSpecification">;
  checkSchedule(given, "JobSchedule_Update");
  const schedule = changeSchedule(batch, request, (before, now) => {
    checkScheduleLives(before);
    const after = { ...before, ...{ metadata: undefined }, ...given };
    return replanned({ before, after, now });
  });
  return done(200, scheduleHead(request, schedule));
};
