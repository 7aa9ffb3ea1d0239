import { isDeepStrictEqual } from "node:util";
import { BatchError } from "../../protocol/errors.ts";
import type { Job } from "../../state/resource-types.ts";

/**
 * Returns the changed job on the pool that it names.
 *
 * @throws BatchError OperationInvalidForCurrentState if that is another pool and the job isn't disabled.
 */
export const onPool = (before: Job, after: Job): Job => {
  if (isDeepStrictEqual(before.poolInfo, after.poolInfo)) return after;
  if (before.state !== "disabled") throw new BatchError("OperationInvalidForCurrentState");
  return { ...after, executionInfo: { ...after.executionInfo, poolId: after.poolInfo.poolId } };
};
