import { invalidProperty, missingProperty } from "../../protocol/errors.ts";
import type { JobSpecification } from "../../protocol/types.ts";
import { checkEnvironment } from "./check-command.ts";
import { checkPool } from "./check-pool.ts";
import { checkSupportedTask } from "./check-task.ts";

/** Refuses a job, or a schedule's job specification, that Azure refuses. `operation` names it where it is not supported. */
export const checkJob = (job: JobSpecification, operation: string): void => {
  checkPoolInfo(job, operation);
  checkEnvironment(job.commonEnvironmentSettings);
  if (job.jobReleaseTask !== undefined && job.jobPreparationTask === undefined)
    throw invalidProperty("jobReleaseTask", "", "A job release task needs a job preparation task.");
  for (const task of [job.jobManagerTask, job.jobPreparationTask, job.jobReleaseTask]) {
    if (task !== undefined) checkSupportedTask(task, operation);
  }
};

const checkPoolInfo = ({ poolInfo }: JobSpecification, operation: string): void => {
  const { poolId, autoPoolSpecification: automatic } = poolInfo;
  if ((poolId === undefined) === (automatic === undefined))
    throw invalidProperty(
      "poolInfo",
      poolInfo,
      "Exactly one of poolId and autoPoolSpecification is required.",
    );
  if (automatic === undefined) return;
  if (automatic.pool === undefined) throw missingProperty("pool");
  checkPool(automatic.pool, operation);
  if (automatic.poolLifetimeOption === "jobschedule" && operation.startsWith("Job_"))
    throw invalidProperty("poolLifetimeOption", "jobschedule", "The job is of no job schedule.");
};
