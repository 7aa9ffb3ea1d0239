import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { withJobDefaults } from "../state/job-defaults.ts";
import { changeSchedule, checkScheduleLives, replanned } from "./changes/change-schedule.ts";
import { checkJob } from "./checks/check-job.ts";
import type { Batch } from "./operation-context.ts";
import { scheduleHead } from "./responses/schedule-json.ts";

/** Changes the properties that the body names. Existing jobs stay as they are. */
export const patchJobSchedule = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest<"JobSchedule_Patch">,
): BatchResult => {
  const given = request.body;
  if (given.jobSpecification !== undefined) checkJob(given.jobSpecification, "JobSchedule_Patch");
  const schedule = changeSchedule(batch, request, (before, now) => {
    checkScheduleLives(before);
    const { jobSpecification = before.jobSpecification } = given;
    const after = { ...before, ...given, jobSpecification: withJobDefaults(jobSpecification) };
    return given.schedule === undefined ? after : replanned({ before, after, now });
  });
  return done(200, scheduleHead(request, schedule));
};
