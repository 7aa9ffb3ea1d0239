import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { defaultInterval } from "../state/pool-defaults.ts";
import { formatTime, parseTime } from "../time/clock.ts";
import { changePool, checkSteady } from "./changes/change-pool.ts";
import { checkFormula } from "./checks/check-auto-scale.ts";
import { checkMounts } from "./checks/check-pool.ts";
import type { Batch } from "./operation-context.ts";
import { poolHead } from "./responses/pool-json.ts";

/** Swagger, Pool_EnableAutoScale: "You cannot call this API for the same Pool more than once every 30 seconds." */
const minMicrosBetween = 30_000_000;

/** The formula sets the pool's targets. It is evaluated at once or, for an empty pool, seconds later; then at each interval. */
export const enableAutoScale = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest<"Pool_EnableAutoScale">,
): BatchResult => {
  const given = request.body;
  if (given.autoScaleFormula !== undefined) checkFormula(given.autoScaleFormula);
  const pool = changePool(batch, request, (before, now) => {
    if (before.autoScaleFormula === undefined && given.autoScaleFormula === undefined)
      throw new BatchError("InvalidAutoScalingSettings");
    const last = before.autoScaleEnabled === undefined ? undefined : parseTime(before.autoScaleEnabled);
    if (last !== undefined && now - last < minMicrosBetween)
      throw new BatchError("TooManyEnableAutoScaleRequests");
    checkSteady(before);
    checkMounts({ ...before, enableAutoScale: true }, "Pool_EnableAutoScale");
    return {
      autoScaleEvaluationInterval: defaultInterval,
      ...before,
      ...given,
      enableAutoScale: true,
      autoScaleRun: undefined,
      autoScaleEnabled: formatTime(now),
    };
  });
  batch.cluster.autoScaleChanged(pool.seq);
  return done(200, poolHead(request, pool));
};
