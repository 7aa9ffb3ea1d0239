import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { jobIn } from "../state/transitions.ts";
import { changeJob, checkNotEnding } from "./changes/change-job.ts";
import type { Batch } from "./operation-context.ts";
import { jobHead } from "./responses/job-json.ts";

/** 202, also for a job that is already active. */
export const enableJob = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const job = changeJob(batch, request, (before, now) => {
    checkNotEnding(before);
    return before.state === "active" ? before : { ...jobIn(before, "active", now), disableTasks: undefined };
  });
  return done(202, jobHead(request, job));
};
