import type { Batch } from "../batch.ts";
import type { BatchRequest, BatchResult } from "../request.ts";
import { scheduleNode } from "../schedule-node.ts";
import type { Deallocation } from "../state/types.ts";

export const disableNodeScheduling = (
  batch: Pick<Batch, "store" | "cluster">,
  request: BatchRequest,
): BatchResult => {
  const { nodeDisableSchedulingOption } = (request.body ?? {}) as {
    nodeDisableSchedulingOption?: Deallocation;
  };
  return scheduleNode(batch, request, { schedulingState: "disabled", option: nodeDisableSchedulingOption });
};
