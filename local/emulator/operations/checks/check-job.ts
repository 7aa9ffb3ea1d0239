import { invalidProperty, missingProperty } from "../../protocol/errors.ts";
import type { JobSpecification } from "../../protocol/types.ts";
import type { Pool } from "../../state/resource-types.ts";
import { checkEnvironment } from "./check-command.ts";
import { checkPool } from "./check-pool.ts";
import { checkSupportedTask } from "./check-task.ts";

/**
 * Throws if Azure refuses a job or a schedule's job specification, and NotImplemented for settings that the emulator doesn't
 * support. `existing` is the pool that it names, if it exists.
 */
export const checkJob = (job: JobSpecification, operation: string, existing?: Pool): void => {
  checkPoolInfo(job, operation);
  checkEnvironment(job.commonEnvironmentSettings);
  if (job.jobReleaseTask !== undefined && job.jobPreparationTask === undefined)
    throw invalidProperty("jobReleaseTask", "", "Expected a job preparation task with the job release task.");
  const pool = job.poolInfo.autoPoolSpecification?.pool ?? existing;
  for (const task of [job.jobManagerTask, job.jobPreparationTask, job.jobReleaseTask]) {
    if (task !== undefined) checkSupportedTask(task, { operation, pool });
  }
};

/** Throws if Azure refuses the pool of a job, given by its id or as an automatic pool. */
export const checkPoolInfo = ({ poolInfo }: JobSpecification, operation: string): void => {
  const { poolId, autoPoolSpecification: automatic } = poolInfo;
  if ((poolId === undefined) === (automatic === undefined))
    throw invalidProperty("poolInfo", poolInfo, "Expected exactly one of poolId and autoPoolSpecification.");
  if (automatic === undefined) return;
  if (automatic.pool === undefined) throw missingProperty("pool");
  checkPool(automatic.pool, operation);
  if (automatic.poolLifetimeOption === "jobschedule" && operation === "Job_Add")
    throw invalidProperty(
      "poolLifetimeOption",
      "jobschedule",
      "Expected job: the job doesn't belong to a job schedule.",
    );
};
