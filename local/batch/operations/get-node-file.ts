import type { Batch } from "../batch.ts";
import { nodeFiles } from "../file-roots.ts";
import { readFile } from "../files.ts";
import type { BatchRequest, BatchResult } from "../request.ts";

export const getNodeFile = async (
  batch: Pick<Batch, "store" | "dir">,
  request: BatchRequest,
): Promise<BatchResult> => readFile(request, nodeFiles(batch, request));
