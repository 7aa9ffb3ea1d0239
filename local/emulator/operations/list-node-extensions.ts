import { type BatchRequest, type BatchResult, ok } from "../protocol/batch-request.ts";
import { nodeOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";

/** A local node has no VM extensions. */
export const listNodeExtensions = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  nodeOf(batch, request);
  return ok({ "odata.metadata": `${request.baseUrl}/$metadata#extensions`, value: [] });
};
