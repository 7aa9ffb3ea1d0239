import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import type { Batch } from "./batch.ts";
import { scheduleNode } from "./changes/schedule-node.ts";

export const disableNodeScheduling = (
  batch: Pick<Batch, "store" | "cluster">,
  request: BatchRequest<"ComputeNode_DisableScheduling">,
): BatchResult =>
  scheduleNode(batch, request, {
    schedulingState: "disabled",
    option: request.body?.nodeDisableSchedulingOption,
  });
