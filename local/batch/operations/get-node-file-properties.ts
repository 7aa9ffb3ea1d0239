import type { Batch } from "../batch.ts";
import { nodeFiles } from "../file-roots.ts";
import { fileProperties } from "../files.ts";
import type { BatchRequest, BatchResult } from "../request.ts";

export const getNodeFileProperties = async (
  batch: Pick<Batch, "store" | "dir">,
  request: BatchRequest,
): Promise<BatchResult> => fileProperties(request, nodeFiles(batch, request));
