import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { jobIn } from "../state/transitions.ts";
import { changeJob } from "./changes/change-job.ts";
import type { Batch } from "./operation-context.ts";

/** 202: its tasks and their files are deleted afterwards. */
export const deleteJob = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  changeJob(batch, request, (job, now) => {
    if (job.state === "deleting") throw new BatchError("JobBeingDeleted");
    return jobIn(job, "deleting", now);
  });
  return done(202);
};
