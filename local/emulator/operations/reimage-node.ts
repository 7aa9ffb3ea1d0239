import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { restartNode } from "./changes/restart-node.ts";
import type { Batch } from "./operation-context.ts";

export const reimageNode = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest<"ComputeNode_Reimage">,
): BatchResult => {
  // The limit is in the definitions of earlier versions only, and recorded: azure-sdk-for-python, test_batch_compute_nodes.
  if (request.apiVersion < "2024-07-01.20.0")
    throw new BatchError("OperationNotValidOnNode", {
      Reason: "Operation reimage can be invoked only on pools created with cloudServiceConfiguration",
    });
  return restartNode(batch, request, { state: "reimaging", option: request.body?.nodeReimageOption });
};
