import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import type { Pool } from "../state/resource-types.ts";
import { changePool } from "./changes/change-pool.ts";
import type { Batch } from "./operation-context.ts";
import { poolHead } from "./responses/pool-json.ts";

/** The pool keeps the last targets of its formula, and its ETag. */
export const disableAutoScale = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const disabled = (before: Pool): Pool => {
    if (!before.enableAutoScale) throw new BatchError("OperationNotValidOnPool");
    return {
      ...before,
      enableAutoScale: false,
      autoScaleFormula: undefined,
      autoScaleEvaluationInterval: undefined,
      autoScaleRun: undefined,
    };
  };
  const pool = changePool(batch, request, disabled, { keepsETag: true });
  batch.cluster.autoScaleChanged(pool.seq);
  return done(200, poolHead(request, pool));
};
