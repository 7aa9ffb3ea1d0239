import type { Batch } from "../batch.ts";
import { changeJob, checkNotEnding } from "../change-job.ts";
import { checkPoolInfo, type JobUpdate } from "../job-update.ts";
import { type BatchRequest, type BatchResult, done } from "../request.ts";
import { jobConstraints } from "../state/definitions.ts";
import { jobHead } from "../wire/job.ts";

/** Changes what the body names and leaves the rest. */
export const patchJob = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const given = request.body as JobUpdate;
  const job = changeJob(batch, request, (before) => {
    checkNotEnding(before);
    const constraints =
      given.constraints === undefined ? before.constraints : jobConstraints(given.constraints);
    return checkPoolInfo(before, { ...before, ...given, constraints });
  });
  return done(200, jobHead(request, job));
};
