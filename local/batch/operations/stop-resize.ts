import type { Batch } from "../batch.ts";
import { changePool } from "../change-pool.ts";
import { BatchError } from "../errors.ts";
import { type BatchRequest, type BatchResult, done } from "../request.ts";
import { poolAllocation } from "../state/transitions.ts";
import { poolHead } from "../wire/pool.ts";

/** 202: the pool keeps the nodes that it has then, and says ResizeStopped. */
export const stopResize = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const pool = changePool(batch, request, (before, now) => {
    if (before.allocationState !== "resizing") throw new BatchError("OperationInvalidForCurrentState");
    return poolAllocation(before, "stopping", now);
  });
  batch.cluster.stopResize(pool.seq);
  return done(202, poolHead(request, pool));
};
