import type { BatchRequest } from "../../protocol/batch-request.ts";
import { BatchError } from "../../protocol/errors.ts";
import type { Job } from "../../state/resource-types.ts";
import type { StoredJob } from "../../state/store.ts";
import { modified } from "../../state/transitions.ts";
import type { Micros } from "../../time/clock.ts";
import type { Batch } from "../batch.ts";
import { checkPreconditions } from "../checks/check-preconditions.ts";
import { jobOf } from "../lookup.ts";

/** Changes the job of the path, in one transaction, if its ETag fits and its state lets it; then the cluster hears of it. */
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

/** Refuses what Azure refuses on a job that has come to its end or goes to it. */
export const checkNotEnding = (job: Job): void => {
  if (job.state === "deleting") throw new BatchError("JobBeingDeleted");
  if (job.state === "terminating") throw new BatchError("JobBeingTerminated");
  if (job.state === "completed") throw new BatchError("JobCompleted");
};
