import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { beginPoolDeletion } from "./changes/begin-pool-deletion.ts";
import { checkPreconditions } from "./checks/check-preconditions.ts";
import { poolOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";

/** 202: its nodes leave afterwards, and their tasks return to the queue. */
export const deletePool = (
  batch: Pick<Batch, "store" | "cluster" | "clock" | "onBug">,
  request: BatchRequest,
): BatchResult => {
  const pool = poolOf(batch, request);
  checkPreconditions(request, pool.doc, "write");
  if (pool.doc.state === "deleting") throw new BatchError("PoolBeingDeleted");
  beginPoolDeletion(batch, pool).catch(batch.onBug);
  return done(202);
};
