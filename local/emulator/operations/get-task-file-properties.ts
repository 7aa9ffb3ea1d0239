import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { taskFiles } from "./files/file-roots.ts";
import { fileProperties } from "./files/files.ts";
import type { Batch } from "./operation-context.ts";

export const getTaskFileProperties = async (
  batch: Pick<Batch, "store" | "dir">,
  request: BatchRequest,
): Promise<BatchResult> => fileProperties(request, taskFiles(batch, request));
