import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import type { OperationId } from "../protocol/types.ts";
import { operationOf } from "../protocol/versions.ts";

/** Changes whose responses don't have the header on Azure, as its SDKs' recordings show. */
const without: ReadonlySet<OperationId> = new Set([
  "Task_AddCollection",
  "Task_Reactivate",
  "ComputeNode_UploadBatchServiceLogs",
]);

/**
 * Returns the value of a successful response's `DataServiceId`: the URL of the request, or of what was created. Azure sends it
 * for POST, PUT and PATCH, and for one GET.
 */
export const dataServiceId = (
  operation: OperationId,
  { apiVersion, baseUrl, rawPath }: Pick<BatchRequest, "apiVersion" | "baseUrl" | "rawPath">,
  { headers }: BatchResult,
): string | undefined => {
  const { method } = operationOf(apiVersion, operation);
  const isChange = ["POST", "PUT", "PATCH"].includes(method) && !without.has(operation);
  if (!isChange && operation !== "ComputeNode_GetRemoteLoginSettings") return undefined;
  return headers?.Location ?? `${baseUrl}${rawPath}`;
};
