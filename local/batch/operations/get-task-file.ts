import type { Batch } from "../batch.ts";
import { taskFiles } from "../file-roots.ts";
import { readFile } from "../files.ts";
import type { BatchRequest, BatchResult } from "../request.ts";

export const getTaskFile = async (
  batch: Pick<Batch, "store" | "dir">,
  request: BatchRequest,
): Promise<BatchResult> => readFile(request, taskFiles(batch, request));
