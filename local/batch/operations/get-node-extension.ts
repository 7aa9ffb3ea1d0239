import type { Batch } from "../batch.ts";
import { BatchError } from "../errors.ts";
import { nodeOf } from "../lookup.ts";
import type { BatchRequest, BatchResult } from "../request.ts";

export const getNodeExtension = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  nodeOf(batch, request);
  throw new BatchError("ResourceNotFound");
};
