import type { PoolAddParameter, PoolSpecification } from "../protocol/types.ts";
import { formatTime, type Micros } from "../time/clock.ts";
import { newResource } from "./new-resource.ts";
import type { Pool } from "./resource-types.ts";

/** A pool to add. Only ARM sends an identity. */
export type NewPool = PoolAddParameter & Pick<Pool, "identity">;

/** Returns a new pool with Azure's defaults. */
export const newPool = (given: NewPool, now: Micros): Pool => {
  const time = formatTime(now);
  const nodes = (given.targetDedicatedNodes ?? 0) + (given.targetLowPriorityNodes ?? 0);
  return {
    ...withPoolDefaults(given),
    ...newResource(now),
    state: "active",
    allocationState: nodes > 0 ? "resizing" : "steady",
    allocationStateTransitionTime: time,
  };
};

/** Returns the settings of a pool, or of the automatic pool of a job, with Azure's defaults. */
export const withPoolDefaults = <P extends PoolSpecification>(given: P) => ({
  resizeTimeout: "PT15M",
  enableAutoScale: false,
  taskSlotsPerNode: 1,
  targetDedicatedNodes: 0,
  targetLowPriorityNodes: 0,
  enableInterNodeCommunication: false,
  ...given,
  taskSchedulingPolicy: given.taskSchedulingPolicy ?? { nodeFillType: "spread" as const },
  ...startTaskDefaults(given),
});

/** Returns a pool's start task, if it has one, with Azure's defaults. */
export const startTaskDefaults = ({
  startTask,
}: Pick<Partial<Pool>, "startTask">): Pick<Pool, "startTask"> =>
  startTask === undefined ? {} : { startTask: { maxTaskRetryCount: 0, waitForSuccess: true, ...startTask } };
