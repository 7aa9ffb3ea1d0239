import type { JobAddParameter, JobSpecification, PoolInformation } from "../protocol/types.ts";
import { formatTime, type Micros } from "../time/clock.ts";
import { unlimited } from "../time/duration.ts";
import { newResource } from "./new-resource.ts";
import { withPoolDefaults } from "./pool-defaults.ts";
import type { Job } from "./resource-types.ts";
import { withManagerDefaults, withPreparationDefaults, withReleaseDefaults } from "./task-defaults.ts";

/** Defaults of the properties that PUT of a job replaces. */
export const jobDefaults = {
  priority: 0,
  maxParallelTasks: -1,
  allowTaskPreemption: false,
  onAllTasksComplete: "noaction",
} as const satisfies Partial<Job>;

export const jobConstraints = (given: Partial<Job["constraints"]> = {}): Job["constraints"] => ({
  maxWallClockTime: given.maxWallClockTime ?? unlimited,
  maxTaskRetryCount: given.maxTaskRetryCount ?? 0,
});

/** Returns a job, or what a schedule's jobs have in common, with Azure's defaults. */
export const withJobDefaults = <J extends JobSpecification>(given: J) => {
  const constraints = jobConstraints(given.constraints);
  return {
    ...jobDefaults,
    usesTaskDependencies: false,
    onTaskFailure: "noaction" as const,
    ...given,
    constraints,
    poolInfo: withPoolInfoDefaults(given.poolInfo),
    ...tasksOf(given, constraints),
  };
};

const tasksOf = (
  { jobManagerTask, jobPreparationTask, jobReleaseTask }: JobSpecification,
  constraints: Job["constraints"],
): Pick<JobSpecification, "jobManagerTask" | "jobPreparationTask" | "jobReleaseTask"> => ({
  ...(jobManagerTask && { jobManagerTask: withManagerDefaults(jobManagerTask, { constraints }) }),
  ...(jobPreparationTask && { jobPreparationTask: withPreparationDefaults(jobPreparationTask) }),
  ...(jobReleaseTask && { jobReleaseTask: withReleaseDefaults(jobReleaseTask) }),
});

/** Returns the pool of a job with Azure's defaults for an automatic pool. */
export const withPoolInfoDefaults = (given: PoolInformation): PoolInformation => {
  const automatic = given.autoPoolSpecification;
  if (automatic === undefined) return given;
  const pool = automatic.pool && { pool: withPoolDefaults(automatic.pool) };
  return { ...given, autoPoolSpecification: { keepAlive: false, ...automatic, ...pool } };
};

/** Returns a new job with Azure's defaults. `poolId` is the pool that it runs on. */
export const newJob = (
  { poolId, ...given }: JobAddParameter & { readonly poolId?: string },
  now: Micros,
): Job => ({
  ...withJobDefaults(given),
  ...newResource(now),
  state: "active",
  executionInfo: {
    startTime: formatTime(now),
    ...(poolId === undefined ? {} : { poolId }),
  },
});
