import type { Batch } from "../batch.ts";
import { pageResult, pageSize, positionOf } from "../odata/paging.ts";
import { poolProperties } from "../odata/properties.ts";
import { select } from "../odata/select.ts";
import { filterCondition } from "../odata/sql.ts";
import { type BatchRequest, type BatchResult, queryText } from "../request.ts";
import { poolJson } from "../wire/pool.ts";

export const listPools = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const size = pageSize(request);
  const pick = select(queryText(request, "$select"));
  const items = batch.store.pools.page(request.account, {
    where: filterCondition(queryText(request, "$filter"), poolProperties),
    after: positionOf(request)?.id?.toString(),
    limit: size + 1,
  });
  return pageResult(request, {
    metadata: "pools",
    items,
    size,
    render: (pool) => pick(poolJson(batch, request, pool)),
    position: ({ doc }) => ({ id: doc.id }),
  });
};
