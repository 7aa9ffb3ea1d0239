import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import type { Batch } from "./batch.ts";
import { nodeFiles } from "./files/file-roots.ts";
import { deleteFile } from "./files/files.ts";

export const deleteNodeFile = async (
  batch: Pick<Batch, "store" | "dir">,
  request: BatchRequest,
): Promise<BatchResult> => deleteFile(request, nodeFiles(batch, request));
