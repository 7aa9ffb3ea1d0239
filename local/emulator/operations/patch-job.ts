import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { jobConstraints } from "../state/azure-defaults.ts";
import { changeJob, checkNotEnding } from "./changes/change-job.ts";
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
    const constraints =
      given.constraints === undefined ? before.constraints : jobConstraints(given.constraints);
    return onPool(before, { ...before, ...given, constraints });
  });
  return done(200, jobHead(request, job));
};
