import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import type { Deallocation } from "../state/resource-types.ts";
import type { Batch } from "./batch.ts";
import { restartNode } from "./changes/restart-node.ts";

export const rebootNode = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const { nodeRebootOption } = (request.body ?? {}) as { nodeRebootOption?: Deallocation };
  return restartNode(batch, request, { state: "rebooting", option: nodeRebootOption });
};
