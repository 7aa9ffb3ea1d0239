import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { jobConstraints, jobDefaults } from "../state/job-defaults.ts";
import { changeJob, checkCompletion, checkNotEnding } from "./changes/change-job.ts";
import { onPool } from "./changes/on-pool.ts";
import type { Batch } from "./operation-context.ts";
import { jobHead } from "./responses/job-json.ts";

/** Replaces the properties that can change. Those that the body leaves out get their defaults. */
export const updateJob = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest<"Job_Update">,
): BatchResult => {
  const given = request.body;
  const job = changeJob(batch, request, (before) => {
    checkNotEnding(before);
    const { poolInfo, ...changes } = { metadata: undefined, ...jobDefaults, ...given };
    checkCompletion(before, changes.onAllTasksComplete);
    const after = { ...before, ...changes, constraints: jobConstraints(given.constraints) };
    return onPool(after, { given: poolInfo, operation: "Job_Update" });
  });
  return done(200, jobHead(request, job));
};
