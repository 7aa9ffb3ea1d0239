import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { setNodeScheduling } from "./changes/set-node-scheduling.ts";
import type { Batch } from "./operation-context.ts";

export const enableNodeScheduling = (
  batch: Pick<Batch, "store" | "cluster">,
  request: BatchRequest,
): BatchResult => setNodeScheduling(batch, request, { schedulingState: "enabled" });
