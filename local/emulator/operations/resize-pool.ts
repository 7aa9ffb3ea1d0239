import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { BatchError, missingProperty } from "../protocol/errors.ts";
import type { Deallocation, Pool } from "../state/resource-types.ts";
import { poolAllocation } from "../state/transitions.ts";
import type { Batch } from "./batch.ts";
import { changePool, checkSteady } from "./changes/change-pool.ts";
import { checkResizeTimeout } from "./checks/check-pool.ts";
import { poolHead } from "./responses/pool-json.ts";

type Parameter = Partial<Pick<Pool, "targetDedicatedNodes" | "targetLowPriorityNodes" | "resizeTimeout">> & {
  readonly nodeDeallocationOption?: Deallocation;
};

/** 202: nodes come and go afterwards. */
export const resizePool = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const { nodeDeallocationOption: deallocation, ...targets } = request.body as Parameter;
  if (targets.targetDedicatedNodes === undefined && targets.targetLowPriorityNodes === undefined)
    throw missingProperty("targetDedicatedNodes");
  checkResizeTimeout(targets.resizeTimeout);
  const pool = changePool(batch, request, (before, now) => {
    if (before.enableAutoScale) throw new BatchError("OperationNotValidOnPool");
    checkSteady(before);
    const resizing = poolAllocation(before, "resizing", now);
    return { ...resizing, ...targets, resizeErrors: undefined, leaving: { deallocation } };
  });
  batch.cluster.resizePool(pool.seq);
  return done(202, poolHead(request, pool));
};
