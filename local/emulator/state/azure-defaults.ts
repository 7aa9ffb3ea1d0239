import type { JobAddParameter, JobScheduleAddParameter } from "../protocol/types.ts";
import { formatTime, type Micros } from "../time/clock.ts";
import { unlimited } from "../time/duration.ts";
import { newResource } from "./new-resource.ts";
import { firstRun } from "./recurrence.ts";
import type { Job } from "./resource-types.ts";
import type { JobSchedule } from "./schedule-types.ts";
import type { TaskDefinition } from "./task-types.ts";

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

/** Returns a new job with Azure's defaults. `poolId` is the pool that it runs on. */
export const newJob = (
  { poolId, ...given }: JobAddParameter & { readonly poolId?: string },
  now: Micros,
): Job => ({
  ...jobDefaults,
  usesTaskDependencies: false,
  onTaskFailure: "noaction",
  ...given,
  constraints: jobConstraints(given.constraints),
  ...newResource(now),
  state: "active",
  executionInfo: {
    startTime: formatTime(now),
    ...(poolId === undefined ? {} : { poolId }),
  },
});

export const taskConstraints = (
  given: TaskDefinition["constraints"],
  job: Job,
): NonNullable<TaskDefinition["constraints"]> => ({
  maxWallClockTime: given?.maxWallClockTime ?? unlimited,
  // "The default is 7 days" (Swagger, TaskConstraints.retentionTime).
  retentionTime: given?.retentionTime ?? "P7D",
  maxTaskRetryCount: given?.maxTaskRetryCount ?? job.constraints.maxTaskRetryCount,
});

/** Returns a task's definition with Azure's defaults, some of which its job sets. */
export const newTask = (given: TaskDefinition, job: Job): TaskDefinition => ({
  ...given,
  userIdentity: given.userIdentity ?? { autoUser: { scope: "pool", elevationLevel: "nonadmin" } },
  constraints: taskConstraints(given.constraints, job),
  requiredSlots: given.requiredSlots ?? 1,
});

export const newJobSchedule = (given: JobScheduleAddParameter, now: Micros): JobSchedule => {
  const next = firstRun(given.schedule, now);
  return {
    ...given,
    ...newResource(now),
    state: "active",
    executionInfo: next === undefined ? {} : { nextRunTime: formatTime(next) },
    jobs: 0,
  };
};
