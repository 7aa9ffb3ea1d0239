import type { Batch } from "../batch.ts";
import type { BatchRequest, BatchResult } from "../request.ts";
import { scheduleNode } from "../schedule-node.ts";

export const enableNodeScheduling = (
  batch: Pick<Batch, "store" | "cluster">,
  request: BatchRequest,
): BatchResult => scheduleNode(batch, request, { schedulingState: "enabled" });
