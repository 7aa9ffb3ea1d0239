import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { nodeOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";

/** Swagger: "This API can only be invoked on Pools created with a cloud service configuration." Azure retired these on 2024-02-29. */
export const getRemoteDesktop = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  nodeOf(batch, request);
  throw new BatchError("OperationNotValidOnNode", {
    Reason: "Operation getremotedesktop can be invoked only on pools created with cloudServiceConfiguration",
  });
};
