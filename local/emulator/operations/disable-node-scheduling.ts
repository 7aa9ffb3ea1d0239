import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import type { Deallocation } from "../state/resource-types.ts";
import type { Batch } from "./batch.ts";
import { scheduleNode } from "./changes/schedule-node.ts";

export const disableNodeScheduling = (
  batch: Pick<Batch, "store" | "cluster">,
  request: BatchRequest,
): BatchResult => {
  const { nodeDisableSchedulingOption } = (request.body ?? {}) as {
    nodeDisableSchedulingOption?: Deallocation;
  };
  return scheduleNode(batch, request, { schedulingState: "disabled", option: nodeDisableSchedulingOption });
};
