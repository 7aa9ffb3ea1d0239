import type { Batch } from "../batch.ts";
import { changePool, checkSteady } from "../change-pool.ts";
import { checkResizeTimeout } from "../check-pool.ts";
import { BatchError, missingProperty } from "../errors.ts";
import { type BatchRequest, type BatchResult, done } from "../request.ts";
import { poolAllocation } from "../state/transitions.ts";
import type { Deallocation, Pool } from "../state/types.ts";
import { poolHead } from "../wire/pool.ts";

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
