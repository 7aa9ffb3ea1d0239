import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { nodeFiles } from "./files/file-roots.ts";
import { fileProperties } from "./files/files.ts";
import type { Batch } from "./operation-context.ts";

export const getNodeFileProperties = async (
  batch: Pick<Batch, "store" | "dir">,
  request: BatchRequest,
): Promise<BatchResult> => fileProperties(request, nodeFiles(batch, request));
