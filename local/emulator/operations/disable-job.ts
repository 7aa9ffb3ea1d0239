import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { jobIn } from "../state/transitions.ts";
import { changeJob, checkNotEnding } from "./changes/change-job.ts";
import type { Batch } from "./operation-context.ts";
import { jobHead } from "./responses/job-json.ts";

/** 202: running tasks are requeued, terminated or waited for, as the body says. */
export const disableJob = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest<"Job_Disable">,
): BatchResult => {
  const { disableTasks } = request.body;
  const job = changeJob(batch, request, (before, now) => {
    checkNotEnding(before);
    if (before.state === "enabling") throw new BatchError("OperationInvalidForCurrentState");
    if (before.state === "disabled") return before;
    return { ...jobIn(before, "disabling", now), disableTasks };
  });
  return done(202, jobHead(request, job));
};
