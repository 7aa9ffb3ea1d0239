import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { restartNode } from "./changes/restart-node.ts";
import type { Batch } from "./operation-context.ts";

export const reimageNode = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest<"ComputeNode_Reimage">,
): BatchResult =>
  restartNode(batch, request, { state: "reimaging", option: request.body?.nodeReimageOption });
