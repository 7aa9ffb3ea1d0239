import type { Batch } from "../batch.ts";
import { nodeFiles } from "../file-roots.ts";
import { deleteFile } from "../files.ts";
import type { BatchRequest, BatchResult } from "../request.ts";

export const deleteNodeFile = async (
  batch: Pick<Batch, "store" | "dir">,
  request: BatchRequest,
): Promise<BatchResult> => deleteFile(request, nodeFiles(batch, request));
