import type { Batch } from "../batch.ts";
import { nodeFiles } from "../file-roots.ts";
import { listFiles } from "../files.ts";
import type { BatchRequest, BatchResult } from "../request.ts";

export const listNodeFiles = async (
  batch: Pick<Batch, "store" | "dir">,
  request: BatchRequest,
): Promise<BatchResult> => listFiles(request, nodeFiles(batch, request));
