import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { BatchError, missingProperty } from "../protocol/errors.ts";
import { poolAllocation } from "../state/transitions.ts";
import { changePool, checkSteady } from "./changes/change-pool.ts";
import { checkMounts } from "./checks/check-pool.ts";
import type { Batch } from "./operation-context.ts";
import { poolHead } from "./responses/pool-json.ts";

/** 202: nodes are added and removed afterwards. */
export const resizePool = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest<"Pool_Resize">,
): BatchResult => {
  const { nodeDeallocationOption: deallocation, ...targets } = request.body;
  if (targets.targetDedicatedNodes === undefined && targets.targetLowPriorityNodes === undefined)
    throw missingProperty("targetDedicatedNodes");
  const pool = changePool(batch, request, (before, now) => {
    if (before.enableAutoScale) throw new BatchError("OperationNotValidOnPool");
    checkSteady(before);
    checkMounts({ ...before, ...targets }, "Pool_Resize");
    const resizing = poolAllocation(before, "resizing", now);
    return { ...resizing, ...targets, resizeErrors: undefined, leaving: { deallocation, isRequested: true } };
  });
  batch.cluster.resizePool(pool.seq);
  return done(202, poolHead(request, pool));
};
