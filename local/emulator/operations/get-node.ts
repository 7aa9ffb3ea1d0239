import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { element } from "../protocol/odata/element.ts";
import { nodeOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";
import { nodeJson } from "./responses/node-json.ts";

export const getNode = (batch: Pick<Batch, "store" | "cluster">, request: BatchRequest): BatchResult =>
  element(request, { set: "nodes", json: nodeJson(batch, request, nodeOf(batch, request)) });
