import { type BatchRequest, type BatchResult, ok } from "../protocol/batch-request.ts";
import type { Batch } from "./operation-context.ts";

/** Empty: application packages aren't supported. A pool or task that names one is refused. */
export const listApplications = (_batch: Pick<Batch, "store">, request: BatchRequest): BatchResult =>
  ok({ "odata.metadata": `${request.baseUrl}/$metadata#listapplicationsummariesresponses`, value: [] });
