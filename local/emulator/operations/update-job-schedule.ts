import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { withJobDefaults } from "../state/job-defaults.ts";
import { changeSchedule, checkScheduleLives, replanned } from "./changes/change-schedule.ts";
import { checkJob } from "./checks/check-job.ts";
import type { Batch } from "./operation-context.ts";
import { scheduleHead } from "./responses/schedule-json.ts";

/** Replaces the properties that can change. Those that the body leaves out are removed. */
export const updateJobSchedule = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest<"JobSchedule_Update">,
): BatchResult => {
  const given = request.body;
  checkJob(given.jobSpecification, "JobSchedule_Update");
  const schedule = changeSchedule(batch, request, (before, now) => {
    checkScheduleLives(before);
    const jobSpecification = withJobDefaults(given.jobSpecification);
    const after = { ...before, metadata: undefined, ...given, jobSpecification };
    return replanned({ before, after, now });
  });
  return done(200, scheduleHead(request, schedule));
};
