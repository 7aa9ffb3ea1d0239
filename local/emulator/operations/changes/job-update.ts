import { isDeepStrictEqual } from "node:util";
import { BatchError } from "../../protocol/errors.ts";
import type { Job } from "../../state/resource-types.ts";

/** What PATCH and PUT of a job take. */
export type JobUpdate = Partial<
  Pick<Job, "priority" | "maxParallelTasks" | "allowTaskPreemption" | "onAllTasksComplete" | "poolInfo"> & {
    constraints: Partial<Job["constraints"]>;
    metadata: readonly object[];
  }
>;

/** A job moves to another pool only while it is disabled; naming its own pool again is no move. */
export const checkPoolInfo = (before: Job, after: Job): Job => {
  if (isDeepStrictEqual(before.poolInfo, after.poolInfo)) return after;
  if (before.state !== "disabled") throw new BatchError("OperationInvalidForCurrentState");
  return { ...after, executionInfo: { ...after.executionInfo, poolId: after.poolInfo.poolId } };
};
