import type { Batch } from "../batch.ts";
import { changePool } from "../change-pool.ts";
import { BatchError } from "../errors.ts";
import { type BatchRequest, type BatchResult, done } from "../request.ts";
import { poolHead } from "../wire/pool.ts";

/** The pool keeps the targets that its formula gave it last. */
export const disableAutoScale = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const pool = changePool(batch, request, (before) => {
    if (!before.enableAutoScale) throw new BatchError("OperationNotValidOnPool");
    return {
      ...before,
      enableAutoScale: false,
      autoScaleFormula: undefined,
      autoScaleEvaluationInterval: undefined,
      autoScaleRun: undefined,
    };
  });
  batch.cluster.autoScaleChanged(pool.seq);
  return done(200, poolHead(request, pool));
};
