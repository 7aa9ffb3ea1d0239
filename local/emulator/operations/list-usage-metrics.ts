import { type BatchRequest, type BatchResult, ok } from "../protocol/batch-request.ts";
import type { Batch } from "./operation-context.ts";

/** Empty, as Azure also answers for new pools (azure-sdk-for-python, test_batch_scale_pools). */
export const listUsageMetrics = (_batch: Pick<Batch, "store">, request: BatchRequest): BatchResult =>
  ok({ "odata.metadata": `${request.baseUrl}/$metadata#poolusagemetrics`, value: [] });
