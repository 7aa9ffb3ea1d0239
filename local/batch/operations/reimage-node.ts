import type { Batch } from "../batch.ts";
import type { BatchRequest, BatchResult } from "../request.ts";
import { restartNode } from "../restart-node.ts";
import type { Deallocation } from "../state/types.ts";

export const reimageNode = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const { nodeReimageOption } = (request.body ?? {}) as { nodeReimageOption?: Deallocation };
  return restartNode(batch, request, { state: "reimaging", option: nodeReimageOption });
};
