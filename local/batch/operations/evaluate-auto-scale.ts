import type { Batch } from "../batch.ts";
import { checkFormula } from "../check-auto-scale.ts";
import { BatchError } from "../errors.ts";
import { poolOf } from "../lookup.ts";
import { type BatchRequest, type BatchResult, found, ok } from "../request.ts";
import { formatTime } from "../time.ts";
import { poolHead } from "../wire/pool.ts";

/** What a formula would say of the pool now. An error of its evaluation is a result; one of its syntax refuses the request. */
export const evaluateAutoScale = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const { autoScaleFormula } = request.body as { readonly autoScaleFormula: string };
  const pool = poolOf(batch, request);
  if (pool.doc.state === "deleting") throw new BatchError("PoolBeingDeleted");
  if (!pool.doc.enableAutoScale) throw new BatchError("OperationNotValidOnPool");
  checkFormula(autoScaleFormula);
  const { results, error } = found(batch.cluster.tryFormula(pool.seq, autoScaleFormula), "PoolNotFound");
  const metadata = `${request.baseUrl}/$metadata#Microsoft.Azure.Batch.Protocol.Entities.AutoScaleRun`;
  return ok(
    { "odata.metadata": metadata, timestamp: formatTime(batch.clock.now()), results, error },
    poolHead(request, pool),
  );
};
