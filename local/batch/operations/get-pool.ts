import type { Batch } from "../batch.ts";
import { checkConditions } from "../conditions.ts";
import { poolOf } from "../lookup.ts";
import { element } from "../odata/element.ts";
import type { BatchRequest, BatchResult } from "../request.ts";
import { poolHead, poolJson } from "../wire/pool.ts";

export const getPool = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const pool = poolOf(batch, request);
  checkConditions(request, pool.doc, "read");
  return element(request, {
    set: "pools",
    json: poolJson(batch, request, pool),
    head: poolHead(request, pool),
  });
};
