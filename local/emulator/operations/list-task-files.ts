import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { taskFiles } from "./files/file-roots.ts";
import { listFiles } from "./files/files.ts";
import type { Batch } from "./operation-context.ts";

export const listTaskFiles = async (
  batch: Pick<Batch, "store" | "dir">,
  request: BatchRequest,
): Promise<BatchResult> => listFiles(request, taskFiles(batch, request));
