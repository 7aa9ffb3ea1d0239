import { type BatchRequest, type BatchResult, ok } from "../protocol/batch-request.ts";
import type { Batch } from "./operation-context.ts";

/** Empty: no account has application packages. */
export const listApplications = (_batch: Pick<Batch, "store">, request: BatchRequest): BatchResult =>
  ok({ "odata.metadata": `${request.baseUrl}/$metadata#listapplicationsummariesresponses`, value: [] });
