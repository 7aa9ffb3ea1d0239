import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { element } from "../protocol/odata/element.ts";
import { checkPreconditions } from "./checks/check-preconditions.ts";
import { poolOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";
import { poolHead, poolJson } from "./responses/pool-json.ts";

export const getPool = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const pool = poolOf(batch, request);
  checkPreconditions(request, pool.doc, "read");
  return element(request, {
    set: "pools",
    json: poolJson(batch, request, pool),
    head: poolHead(request, pool),
  });
};
