import type { Batch } from "../batch.ts";
import { taskFiles } from "../file-roots.ts";
import { fileProperties } from "../files.ts";
import type { BatchRequest, BatchResult } from "../request.ts";

export const getTaskFileProperties = async (
  batch: Pick<Batch, "store" | "dir">,
  request: BatchRequest,
): Promise<BatchResult> => fileProperties(request, taskFiles(batch, request));
