import { randomUUID } from "node:crypto";
import { type BatchRequest, type BatchResult, ok } from "../protocol/batch-request.ts";
import { nodeOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";

/** Uploads nothing: a local node has no agent that writes logs. */
export const uploadBatchServiceLogs = (
  batch: Pick<Batch, "store">,
  request: BatchRequest<"ComputeNode_UploadBatchServiceLogs">,
): BatchResult => {
  const { pool, node } = nodeOf(batch, request);
  return ok({
    "odata.metadata": `${request.baseUrl}/$metadata#Microsoft.Azure.Batch.Protocol.Entities.UploadBatchServiceLogsResult`,
    virtualDirectoryName: `${pool.doc.id}/${node.doc.id}/${randomUUID()}`,
    numberOfFilesUploaded: 0,
  });
};
