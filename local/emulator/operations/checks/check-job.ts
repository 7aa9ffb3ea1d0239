import { invalidProperty, missingProperty } from "../../protocol/errors.ts";
import type { Job } from "../../state/resource-types.ts";
import { parseDuration } from "../../time/duration.ts";
import { checkEnvironment } from "./check-command.ts";
import { checkPool } from "./check-pool.ts";
import { checkSupportedTask } from "./check-task.ts";
import { checkId } from "./ids.ts";

const maxReleaseMillis = 15 * 60_000;

/** Refuses a job, or a schedule's job specification, that Azure refuses. `operation` names it where it is not supported. */
export const checkJob = (job: Partial<Job> & Pick<Job, "poolInfo">, operation: string): void => {
  checkPoolInfo(job, operation);
  checkEnvironment(job.commonEnvironmentSettings);
  if (job.jobReleaseTask !== undefined && job.jobPreparationTask === undefined)
    throw invalidProperty("jobReleaseTask", "", "A job release task needs a job preparation task.");
  const releaseTime = job.jobReleaseTask?.maxWallClockTime;
  if (releaseTime !== undefined && (parseDuration(releaseTime) ?? 0) > maxReleaseMillis)
    throw invalidProperty("maxWallClockTime", releaseTime, "A job release task takes 15 minutes at most.");
  for (const task of [job.jobManagerTask, job.jobPreparationTask, job.jobReleaseTask]) {
    if (task === undefined) continue;
    if (task.id !== undefined) checkId(task.id);
    checkSupportedTask(task, operation);
  }
};

const checkPoolInfo = ({ poolInfo }: Pick<Job, "poolInfo">, operation: string): void => {
  const { poolId, autoPoolSpecification: automatic } = poolInfo;
  if ((poolId === undefined) === (automatic === undefined))
    throw invalidProperty(
      "poolInfo",
      poolInfo,
      "Exactly one of poolId and autoPoolSpecification is required.",
    );
  if (automatic === undefined) return;
  if (automatic.pool === undefined) throw missingProperty("pool");
  if ((automatic.autoPoolIdPrefix?.length ?? 0) > 20)
    throw invalidProperty("autoPoolIdPrefix", automatic.autoPoolIdPrefix, "It has at most 20 characters.");
  checkPool(automatic.pool, operation);
  if (automatic.poolLifetimeOption === "jobschedule" && operation.startsWith("Job_"))
    throw invalidProperty("poolLifetimeOption", "jobschedule", "The job is of no job schedule.");
};
