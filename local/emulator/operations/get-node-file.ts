import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { nodeFiles } from "./files/file-roots.ts";
import { readFile } from "./files/files.ts";
import type { Batch } from "./operation-context.ts";

export const getNodeFile = async (
  batch: Pick<Batch, "store" | "dir">,
  request: BatchRequest,
): Promise<BatchResult> => readFile(request, nodeFiles(batch, request));
