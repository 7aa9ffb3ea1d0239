import type { Batch } from "../batch.ts";
import { checkConditions } from "../conditions.ts";
import { deletePool as startDeleting } from "../delete-pool.ts";
import { BatchError } from "../errors.ts";
import { poolOf } from "../lookup.ts";
import { type BatchRequest, type BatchResult, done } from "../request.ts";

/** 202: its nodes go afterwards, and their tasks back to the queue. */
export const deletePool = (
  batch: Pick<Batch, "store" | "cluster" | "clock" | "onBug">,
  request: BatchRequest,
): BatchResult => {
  const pool = poolOf(batch, request);
  checkConditions(request, pool.doc, "write");
  if (pool.doc.state === "deleting") throw new BatchError("PoolBeingDeleted");
  startDeleting(batch, pool).catch(batch.onBug);
  return done(202);
};
