import type { Batch } from "../batch.ts";
import { list } from "../odata/list.ts";
import { poolProperties } from "../odata/properties.ts";
import type { BatchRequest, BatchResult } from "../request.ts";
import { poolJson } from "../wire/pool.ts";

export const listPools = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult =>
  list(request, {
    metadata: "pools",
    filterable: poolProperties,
    page: (page) => batch.store.pools.page(request.account, page),
    idOf: ({ doc }) => doc.id,
    render: (pool) => poolJson(batch, request, pool),
  });
