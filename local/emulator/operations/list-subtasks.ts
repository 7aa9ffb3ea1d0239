import { type BatchRequest, type BatchResult, ok } from "../protocol/batch-request.ts";
import { taskOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";

/** Empty: multi-instance tasks aren't supported. */
export const listSubtasks = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  taskOf(batch, request);
  return ok({ "odata.metadata": `${request.baseUrl}/$metadata#subtaskinfo`, value: [] });
};
