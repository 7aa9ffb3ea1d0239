import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import type { Batch } from "./batch.ts";
import { scheduleNode } from "./changes/schedule-node.ts";

export const enableNodeScheduling = (
  batch: Pick<Batch, "store" | "cluster">,
  request: BatchRequest,
): BatchResult => scheduleNode(batch, request, { schedulingState: "enabled" });
