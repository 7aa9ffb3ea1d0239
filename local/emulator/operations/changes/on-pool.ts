import { isDeepStrictEqual } from "node:util";
import { BatchError, invalidProperty } from "../../protocol/errors.ts";
import type { PoolInformation } from "../../protocol/types.ts";
import { withPoolInfoDefaults } from "../../state/job-defaults.ts";
import type { Job } from "../../state/resource-types.ts";
import { checkPoolInfo } from "../checks/check-job.ts";

/**
 * Returns the job on the pool of a PUT or PATCH. Pools are compared after their defaults are filled in.
 *
 * @throws BatchError OperationInvalidForCurrentState if it is another pool and the job isn't disabled, InvalidPropertyValue for a
 * change of an automatic pool. `keepAlive` may change if the pool lives as long as the job (Swagger, JobUpdateParameter.poolInfo).
 */
export const onPool = (
  job: Job,
  { given, operation }: { given: PoolInformation; operation: string },
): Job => {
  checkPoolInfo({ poolInfo: given }, operation);
  const poolInfo = withPoolInfoDefaults(given);
  const before = withPoolInfoDefaults(job.poolInfo);
  if (isSamePool(before, poolInfo)) return { ...job, poolInfo };
  if (job.state !== "disabled") throw new BatchError("OperationInvalidForCurrentState");
  if (poolInfo.autoPoolSpecification !== undefined)
    throw invalidProperty("autoPoolSpecification", "", "Only keepAlive of an automatic pool can be changed.");
  return { ...job, poolInfo, executionInfo: { ...job.executionInfo, poolId: poolInfo.poolId } };
};

/** Returns whether a body repeats the pool of a job. Responses have its size in lower case. */
const isSamePool = (before: PoolInformation, after: PoolInformation): boolean => {
  const mayKeepAlive = before.autoPoolSpecification?.poolLifetimeOption === "job";
  const compared = ({ autoPoolSpecification: automatic, ...rest }: PoolInformation) => ({
    ...rest,
    automatic: automatic && {
      ...automatic,
      keepAlive: mayKeepAlive || automatic.keepAlive,
      pool: { ...automatic.pool, vmSize: automatic.pool?.vmSize.toLowerCase() },
    },
  });
  return isDeepStrictEqual(compared(before), compared(after));
};
