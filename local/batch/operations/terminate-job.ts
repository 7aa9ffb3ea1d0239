import type { Batch } from "../batch.ts";
import { changeJob, checkNotEnding } from "../change-job.ts";
import { type BatchRequest, type BatchResult, done } from "../request.ts";
import { jobTerminating } from "../state/transitions.ts";
import { jobHead } from "../wire/job.ts";

/** 202: running tasks end and release tasks run afterwards; tasks that wait stay as they are. */
export const terminateJob = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const { terminateReason } = (request.body ?? {}) as { terminateReason?: string };
  const job = changeJob(batch, request, (before, now) => {
    checkNotEnding(before);
    return jobTerminating(before, { reason: terminateReason ?? "UserTerminate", now });
  });
  return done(202, jobHead(request, job));
};
