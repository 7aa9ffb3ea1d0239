import type { Batch } from "../batch.ts";
import { taskFiles } from "../file-roots.ts";
import { deleteFile } from "../files.ts";
import type { BatchRequest, BatchResult } from "../request.ts";

export const deleteTaskFile = async (
  batch: Pick<Batch, "store" | "dir">,
  request: BatchRequest,
): Promise<BatchResult> => deleteFile(request, taskFiles(batch, request));
