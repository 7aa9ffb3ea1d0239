import type { Batch } from "../batch.ts";
import { checkConditions } from "../conditions.ts";
import { poolOf } from "../lookup.ts";
import { select } from "../odata/select.ts";
import { type BatchRequest, type BatchResult, ok, queryText } from "../request.ts";
import { poolHead, poolJson } from "../wire/pool.ts";

export const getPool = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const pool = poolOf(batch, request);
  checkConditions(request, pool.doc, "read");
  const json = select(queryText(request, "$select"))(poolJson(batch, request, pool));
  return ok(
    { "odata.metadata": `${request.baseUrl}/$metadata#pools/@Element`, ...json },
    poolHead(request, pool),
  );
};
