import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import type { Pool } from "../state/resource-types.ts";
import { poolAllocation } from "../state/transitions.ts";
import type { Micros } from "../time/clock.ts";
import { changePool } from "./changes/change-pool.ts";
import type { Batch } from "./operation-context.ts";
import { poolHead } from "./responses/pool-json.ts";

/** 202: the pool keeps its current nodes and its ETag, and gets the resize error ResizeStopped. */
export const stopResize = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const stopping = (before: Pool, now: Micros): Pool => {
    if (before.allocationState !== "resizing") throw new BatchError("OperationInvalidForCurrentState");
    return poolAllocation(before, "stopping", now);
  };
  const pool = changePool(batch, request, stopping, { keepsETag: true });
  batch.cluster.stopResize(pool.seq);
  return done(202, poolHead(request, pool));
};
