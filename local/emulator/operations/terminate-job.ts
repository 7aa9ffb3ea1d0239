import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { jobTerminating } from "../state/transitions.ts";
import { changeJob, checkNotEnding } from "./changes/change-job.ts";
import type { Batch } from "./operation-context.ts";
import { jobHead } from "./responses/job-json.ts";

/** 202: running tasks end and release tasks run afterwards. Active tasks stay active. */
export const terminateJob = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest<"Job_Terminate">,
): BatchResult => {
  const { terminateReason = "UserTerminate" } = request.body ?? {};
  const job = changeJob(batch, request, (before, now) => {
    checkNotEnding(before);
    return jobTerminating(before, { reason: terminateReason, now });
  });
  return done(202, jobHead(request, job));
};
