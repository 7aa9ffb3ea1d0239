import type { Batch } from "../batch.ts";
import { poolOf } from "../lookup.ts";
import { list } from "../odata/list.ts";
import { nodeProperties } from "../odata/properties.ts";
import type { BatchRequest, BatchResult } from "../request.ts";
import { nodeJson } from "../wire/node.ts";

export const listNodes = (batch: Pick<Batch, "store" | "cluster">, request: BatchRequest): BatchResult => {
  const pool = poolOf(batch, request);
  return list(request, {
    metadata: "nodes",
    filterable: nodeProperties,
    page: (page) => batch.store.nodes.page(pool.seq, page),
    idOf: ({ doc }) => doc.id,
    render: (node) => nodeJson(batch, request, { node, pool }),
  });
};
