import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { list } from "../state/queries/list.ts";
import { poolProperties } from "../state/queries/properties.ts";
import type { Batch } from "./operation-context.ts";
import { poolJson } from "./responses/pool-json.ts";

export const listPools = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult =>
  list(request, {
    metadata: "pools",
    filterable: poolProperties,
    page: (page) => batch.store.pools.page(request.account, page),
    idOf: ({ doc }) => doc.id,
    render: (pool) => poolJson(batch, request, pool),
  });
