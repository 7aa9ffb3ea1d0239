import { type BatchRequest, type BatchResult, found, ok } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { formatTime } from "../time/clock.ts";
import { checkFormula } from "./checks/check-auto-scale.ts";
import { poolOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";

/** Returns the values that a formula has for the pool now. Errors of its evaluation are part of the result; a syntax error refuses the request. */
export const evaluateAutoScale = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest<"Pool_EvaluateAutoScale">,
): BatchResult => {
  const { autoScaleFormula } = request.body;
  const pool = poolOf(batch, request);
  if (pool.doc.state === "deleting") throw new BatchError("PoolBeingDeleted");
  if (!pool.doc.enableAutoScale) throw new BatchError("OperationNotValidOnPool");
  checkFormula(autoScaleFormula);
  const { results, error } = found(batch.cluster.evaluateFormula(pool.seq, autoScaleFormula), "PoolNotFound");
  const metadata = `${request.baseUrl}/$metadata#Microsoft.Azure.Batch.Protocol.Entities.AutoScaleRun`;
  return ok({ "odata.metadata": metadata, timestamp: formatTime(batch.clock.now()), results, error });
};
