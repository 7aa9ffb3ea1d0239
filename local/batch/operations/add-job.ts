import type { Batch } from "../batch.ts";
import { BatchError, invalidProperty } from "../errors.ts";
import { checkId } from "../ids.ts";
import { type BatchRequest, type BatchResult, created } from "../request.ts";
import { type Given, newJob } from "../state/definitions.ts";
import type { Job } from "../state/types.ts";
import { jobHead } from "../wire/job.ts";

export const addJob = (
  { store, cluster, clock }: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const given = request.body as Given<Job> & Pick<Job, "poolInfo">;
  checkId(given.id);
  checkJob(given);
  const job = store.transaction(() => {
    const known = store.jobs.find(request.account, given.id);
    if (known !== undefined)
      throw new BatchError(known.doc.state === "deleting" ? "JobBeingDeleted" : "JobExists");
    return store.jobs.insert(request.account, newJob(given, clock.now()));
  });
  cluster.jobChanged(job.seq);
  return created(jobHead(request, job));
};

const checkJob = (job: Partial<Job> & Pick<Job, "poolInfo">): void => {
  const { poolId, autoPoolSpecification } = job.poolInfo;
  if ((poolId === undefined) === (autoPoolSpecification === undefined))
    throw invalidProperty(
      "poolInfo",
      job.poolInfo,
      "Exactly one of poolId and autoPoolSpecification is required.",
    );
  if (autoPoolSpecification !== undefined)
    throw new BatchError("NotImplemented", { Operation: "Job_Add with poolInfo.autoPoolSpecification" });
  if ("jobManagerTask" in job)
    throw new BatchError("NotImplemented", { Operation: "Job_Add with jobManagerTask" });
  if (job.jobReleaseTask !== undefined && job.jobPreparationTask === undefined)
    throw invalidProperty(
      "jobReleaseTask",
      "",
      "A job release task cannot be specified without a job preparation task.",
    );
};
