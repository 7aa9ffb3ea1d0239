import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { jobConstraints, jobDefaults } from "../state/definitions.ts";
import type { Job } from "../state/resource-types.ts";
import type { Batch } from "./batch.ts";
import { changeJob, checkNotEnding } from "./changes/change-job.ts";
import { checkPoolInfo, type JobUpdate } from "./changes/job-update.ts";
import { jobHead } from "./responses/job-json.ts";

/** Replaces what may be changed: what the body leaves out gets its default. */
export const updateJob = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const given = request.body as JobUpdate & Pick<Job, "poolInfo">;
  const job = changeJob(batch, request, (before) => {
    checkNotEnding(before);
    const constraints = jobConstraints(given.constraints);
    return checkPoolInfo(before, {
      ...before,
      metadata: undefined,
      ...jobDefaults,
      ...given,
      constraints,
    } as Job);
  });
  return done(200, jobHead(request, job));
};
