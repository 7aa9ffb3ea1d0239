import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { setNodeScheduling } from "./changes/set-node-scheduling.ts";
import type { Batch } from "./operation-context.ts";

export const disableNodeScheduling = (
  batch: Pick<Batch, "store" | "cluster">,
  request: BatchRequest<"ComputeNode_DisableScheduling">,
): BatchResult =>
  setNodeScheduling(batch, request, {
    schedulingState: "disabled",
    option: request.body?.nodeDisableSchedulingOption,
  });
