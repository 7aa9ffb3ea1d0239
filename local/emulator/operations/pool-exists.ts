import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { checkPreconditions } from "./checks/check-preconditions.ts";
import { poolOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";
import { poolHead } from "./responses/pool-json.ts";

export const poolExists = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const pool = poolOf(batch, request);
  checkPreconditions(request, pool.doc, "read");
  return done(200, poolHead(request, pool));
};
