import type { Batch } from "../batch.ts";
import { nodeOf } from "../lookup.ts";
import { element } from "../odata/element.ts";
import type { BatchRequest, BatchResult } from "../request.ts";
import { nodeJson } from "../wire/node.ts";

export const getNode = (batch: Pick<Batch, "store" | "cluster">, request: BatchRequest): BatchResult =>
  element(request, { set: "nodes", json: nodeJson(batch, request, nodeOf(batch, request)) });
