import type { JobAddParameter, JobScheduleAddParameter, PoolAddParameter } from "../protocol/types.ts";
import { eTagOf, formatTime, type Micros } from "../time/clock.ts";
import { unlimited } from "../time/duration.ts";
import { firstRun } from "./recurrence.ts";
import type { Job, Pool } from "./resource-types.ts";
import type { JobSchedule } from "./schedule-types.ts";
import type { TaskDefinition } from "./task-types.ts";

/** A pool to add. Only ARM sends an identity. */
export type NewPool = PoolAddParameter & Pick<Pool, "identity">;

/** Returns a new pool with Azure's defaults. */
export const newPool = (given: NewPool, now: Micros): Pool => {
  const time = formatTime(now);
  const nodes = (given.targetDedicatedNodes ?? 0) + (given.targetLowPriorityNodes ?? 0);
  return {
    resizeTimeout: "PT15M",
    enableAutoScale: false,
    taskSlotsPerNode: 1,
    targetDedicatedNodes: 0,
    targetLowPriorityNodes: 0,
    enableInterNodeCommunication: false,
    ...given,
    taskSchedulingPolicy: given.taskSchedulingPolicy ?? { nodeFillType: "spread" },
    ...startTaskDefaults(given),
    ...resource(now),
    state: "active",
    allocationState: nodes > 0 ? "resizing" : "steady",
    allocationStateTransitionTime: time,
  };
};

/** Returns a pool's start task, if it has one, with Azure's defaults. */
export const startTaskDefaults = ({
  startTask,
}: Pick<Partial<Pool>, "startTask">): Pick<Pool, "startTask"> =>
  startTask === undefined ? {} : { startTask: { maxTaskRetryCount: 0, waitForSuccess: true, ...startTask } };

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
  ...resource(now),
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

const resource = (now: Micros) => {
  const time = formatTime(now);
  return { eTag: eTagOf(now), lastModified: time, creationTime: time, stateTransitionTime: time };
};

export const newJobSchedule = (given: JobScheduleAddParameter, now: Micros): JobSchedule => {
  const next = firstRun(given.schedule, now);
  return {
    ...given,
    ...resource(now),
    state: "active",
    executionInfo: next === undefined ? {} : { nextRunTime: formatTime(next) },
    jobs: 0,
  };
};
