import type { BatchRequest } from "../../protocol/batch-request.ts";
import { BatchError, invalidProperty } from "../../protocol/errors.ts";
import type { Job } from "../../state/resource-types.ts";
import type { StoredJob } from "../../state/store.ts";
import { modified } from "../../state/transitions.ts";
import type { Micros } from "../../time/clock.ts";
import { checkPreconditions } from "../checks/check-preconditions.ts";
import { jobOf } from "../lookup.ts";
import type { Batch } from "../operation-context.ts";

/** Changes the path's job in a transaction, if the request's preconditions hold, and notifies the cluster. Refusals by state are thrown by `change`. */
export const changeJob = (
  { store, cluster, clock }: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
  change: (job: Job, now: Micros) => Job,
): StoredJob => {
  const job = store.transaction(() => {
    const before = jobOf({ store }, request);
    checkPreconditions(request, before.doc, "write");
    const now = clock.now();
    return store.jobs.save({ ...before, doc: modified(change(before.doc, now), now) });
  });
  cluster.jobChanged(job.seq);
  return job;
};

/** Throws the error with which Azure refuses to change a job that is ending or has ended. */
export const checkNotEnding = (job: Job): void => {
  if (job.state === "deleting") throw new BatchError("JobBeingDeleted");
  if (job.state === "terminating") throw new BatchError("JobBeingTerminated");
  if (job.state === "completed") throw new BatchError("JobCompleted");
};

/** Throws for a job that would no longer end with its tasks (Swagger, JobUpdateParameter.onAllTasksComplete). */
export const checkCompletion = (job: Job, onAllTasksComplete?: Job["onAllTasksComplete"]): void => {
  if (job.onAllTasksComplete === "terminatejob" && onAllTasksComplete === "noaction")
    throw invalidProperty("onAllTasksComplete", "noaction", "terminatejob can't be changed to noaction.");
};
