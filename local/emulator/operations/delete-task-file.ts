import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { taskFiles } from "./files/file-roots.ts";
import { deleteFile } from "./files/files.ts";
import type { Batch } from "./operation-context.ts";

export const deleteTaskFile = async (
  batch: Pick<Batch, "store" | "dir">,
  request: BatchRequest,
): Promise<BatchResult> => deleteFile(request, taskFiles(batch, request));
