import type { Batch } from "../batch.ts";
import type { BatchRequest, BatchResult } from "../request.ts";
import { restartNode } from "../restart-node.ts";
import type { Deallocation } from "../state/types.ts";

export const rebootNode = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const { nodeRebootOption } = (request.body ?? {}) as { nodeRebootOption?: Deallocation };
  return restartNode(batch, request, { state: "rebooting", option: nodeRebootOption });
};
