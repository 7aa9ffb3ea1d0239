import type { Batch } from "../batch.ts";
import { taskFiles } from "../file-roots.ts";
import { listFiles } from "../files.ts";
import type { BatchRequest, BatchResult } from "../request.ts";

export const listTaskFiles = async (
  batch: Pick<Batch, "store" | "dir">,
  request: BatchRequest,
): Promise<BatchResult> => listFiles(request, taskFiles(batch, request));
