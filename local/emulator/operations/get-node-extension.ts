import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { nodeOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";

export const getNodeExtension = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  nodeOf(batch, request);
  throw new BatchError("ResourceNotFound");
};
