import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { poolOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";

/** Only pools of cloud services could be upgraded. Azure retired these on 2024-02-29. */
export const upgradeOs = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  poolOf(batch, request);
  throw new BatchError("PoolNotEligibleForOSVersionUpgrade");
};
