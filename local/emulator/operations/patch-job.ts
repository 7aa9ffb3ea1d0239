import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { jobConstraints } from "../state/job-defaults.ts";
import { changeJob, checkCompletion, checkNotEnding } from "./changes/change-job.ts";
import { onPool } from "./changes/on-pool.ts";
import type { Batch } from "./operation-context.ts";
import { jobHead } from "./responses/job-json.ts";

/** Changes the properties that the body names. */
export const patchJob = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest<"Job_Patch">,
): BatchResult => {
  const given = request.body;
  const job = changeJob(batch, request, (before) => {
    checkNotEnding(before);
    checkCompletion(before, given.onAllTasksComplete);
    const { poolInfo, ...changes } = given;
    const constraints = changes.constraints ? jobConstraints(changes.constraints) : before.constraints;
    const after = { ...before, ...changes, constraints };
    return poolInfo === undefined ? after : onPool(after, { given: poolInfo, operation: "Job_Patch" });
  });
  return done(200, jobHead(request, job));
};
