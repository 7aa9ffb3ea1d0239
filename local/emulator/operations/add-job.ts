import { type BatchRequest, type BatchResult, created } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { createJob } from "../state/create-job.ts";
import { checkJob } from "./checks/check-job.ts";
import type { Batch } from "./operation-context.ts";
import { jobHead, jobUrl } from "./responses/job-json.ts";

export const addJob = (
  { store, cluster, clock }: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest<"Job_Add">,
): BatchResult => {
  const given = request.body;
  checkJob(given, "Job_Add", store.pools.find(request.account, given.poolInfo.poolId ?? "")?.doc);
  const { job, pool } = store.transaction(() => {
    const known = store.jobs.find(request.account, given.id);
    if (known !== undefined)
      throw new BatchError(known.doc.state === "deleting" ? "JobBeingDeleted" : "JobExists");
    if (store.schedules.find(request.account, given.id) !== undefined)
      throw new BatchError("JobScheduleWithSameIdExists");
    return createJob({ store, clock }, request.account, given);
  });
  if (pool !== undefined) cluster.addPool(pool.seq);
  cluster.jobChanged(job.seq);
  // Azure's URL is not that of the job. It is the same for every job, as all recordings of its SDKs show.
  return created({ ...jobHead(request, job), url: jobUrl(request, "job-1") });
};
