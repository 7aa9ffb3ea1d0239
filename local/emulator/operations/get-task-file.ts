import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { taskFiles } from "./files/file-roots.ts";
import { readFile } from "./files/files.ts";
import type { Batch } from "./operation-context.ts";

export const getTaskFile = async (
  batch: Pick<Batch, "store" | "dir">,
  request: BatchRequest,
): Promise<BatchResult> => readFile(request, taskFiles(batch, request));
