import type { Batch } from "../batch.ts";
import { changeJob } from "../change-job.ts";
import { BatchError } from "../errors.ts";
import { type BatchRequest, type BatchResult, done } from "../request.ts";
import { jobIn } from "../state/transitions.ts";

/** 202: its tasks and their files go afterwards. */
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
