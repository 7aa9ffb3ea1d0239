import type { Batch } from "../batch.ts";
import { checkConditions } from "../conditions.ts";
import { poolOf } from "../lookup.ts";
import { type BatchRequest, type BatchResult, done } from "../request.ts";
import { poolHead } from "../wire/pool.ts";

export const poolExists = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const pool = poolOf(batch, request);
  checkConditions(request, pool.doc, "read");
  return done(200, poolHead(request, pool));
};
