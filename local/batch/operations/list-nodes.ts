import type { Batch } from "../batch.ts";
import { poolOf } from "../lookup.ts";
import { pageResult, pageSize, positionOf } from "../odata/paging.ts";
import { nodeProperties } from "../odata/properties.ts";
import { select } from "../odata/select.ts";
import { filterCondition } from "../odata/sql.ts";
import { type BatchRequest, type BatchResult, queryText } from "../request.ts";
import { nodeJson } from "../wire/node.ts";

export const listNodes = (batch: Pick<Batch, "store" | "cluster">, request: BatchRequest): BatchResult => {
  const pool = poolOf(batch, request);
  const size = pageSize(request);
  const pick = select(queryText(request, "$select"));
  const items = batch.store.nodes.page(pool.seq, {
    where: filterCondition(queryText(request, "$filter"), nodeProperties),
    after: positionOf(request)?.id?.toString(),
    limit: size + 1,
  });
  return pageResult(request, {
    metadata: "nodes",
    items,
    size,
    render: (node) => pick(nodeJson(batch, request, { node, pool })),
    position: ({ doc }) => ({ id: doc.id }),
  });
};
