import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { list } from "../state/queries/list.ts";
import { nodeProperties } from "../state/queries/properties.ts";
import { poolOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";
import { nodeJson } from "./responses/node-json.ts";

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
