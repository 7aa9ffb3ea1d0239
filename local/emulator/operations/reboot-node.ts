import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { restartNode } from "./changes/restart-node.ts";
import type { Batch } from "./operation-context.ts";

export const rebootNode = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest<"ComputeNode_Reboot">,
): BatchResult => restartNode(batch, request, { state: "rebooting", option: request.body?.nodeRebootOption });
