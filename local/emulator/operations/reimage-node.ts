import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import type { Deallocation } from "../state/resource-types.ts";
import type { Batch } from "./batch.ts";
import { restartNode } from "./changes/restart-node.ts";

export const reimageNode = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const { nodeReimageOption } = (request.body ?? {}) as { nodeReimageOption?: Deallocation };
  return restartNode(batch, request, { state: "reimaging", option: nodeReimageOption });
};
