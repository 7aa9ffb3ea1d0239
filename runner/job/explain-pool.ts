import type { BatchServiceModels as Models } from "@azure/batch";
import { parseIsoDuration } from "../text/duration.ts";
import { formatElapsed } from "../text/elapsed.ts";

export interface Explanation {
  /** One line of text. */
  readonly text: string;
  /** Whether waiting is pointless, because nothing in progress could make a task run. */
  readonly hopeless: boolean;
}

export type PoolState = Pick<
  Models.CloudPool,
  | "state"
  | "allocationState"
  | "allocationStateTransitionTime"
  | "resizeErrors"
  | "enableAutoScale"
  | "autoScaleRun"
  | "autoScaleEvaluationInterval"
  | "taskSlotsPerNode"
  | "targetDedicatedNodes"
  | "targetLowPriorityNodes"
  | "currentDedicatedNodes"
  | "currentLowPriorityNodes"
>;

/** Explains why a pool has no nodes. */
export const explainEmpty = (poolId: string, pool: PoolState, now: Date): Explanation => {
  const error = resizeErrorOf(pool, now);
  if (pool.allocationState !== "steady") {
    const since = pool.allocationStateTransitionTime;
    const age = since && now.getTime() - since.getTime() >= 60_000 ? ` (started ${ago(since, now)} ago)` : "";
    const target = targetOf(pool);
    const size = target > 0 ? ` to ${target} node${target === 1 ? "" : "s"}` : "";
    return {
      text: `pool ${poolId} is resizing${size}${age}, which usually takes a few minutes`,
      hopeless: false,
    };
  }
  if (pool.enableAutoScale) {
    const reason = error === undefined ? "" : `: ${error}`;
    return {
      text: `pool ${poolId} has no nodes yet${reason}; ${describeAutoscale(pool, now)}`,
      hopeless: false,
    };
  }
  // A steady pool gets nodes only by another resize, whatever the age of its error.
  const reason = error ?? (targetOf(pool) === 0 ? "its target is 0 nodes" : "its nodes are gone");
  return { text: `pool ${poolId} has no nodes: ${reason}`, hopeless: true };
};

/** Returns why a steady pool has fewer nodes than its target; undefined if it has enough or is resizing. */
export const shortfallOf = (pool: PoolState, now: Date): string | undefined => {
  const { currentDedicatedNodes = 0, currentLowPriorityNodes = 0 } = pool;
  const current = currentDedicatedNodes + currentLowPriorityNodes;
  const error = resizeErrorOf(pool, now);
  if (error === undefined || current >= targetOf(pool)) return undefined;
  return `${current} of ${targetOf(pool)} nodes: ${error}`;
};

/** Describes the last evaluation of a pool's autoscale formula and the time until the next one. */
export const describeAutoscale = (pool: PoolState, now: Date): string => {
  const run = pool.autoScaleRun;
  const next = nextEvaluation(pool, now);
  if (run === undefined) return `autoscale: the formula has not run yet${next}`;
  if (run.error !== undefined)
    return `autoscale failed ${ago(run.timestamp, now)} ago: ${run.error.code}: ${oneLine(run.error.message)}${next}`;
  const requested = [
    [targetIn(run.results, "Dedicated"), "dedicated"],
    [targetIn(run.results, "LowPriority"), "spot"],
  ] as const;
  const known = requested.filter(([count]) => count !== undefined).map(([count, kind]) => `${count} ${kind}`);
  if (known.length === 0) return `autoscale: ${run.results ?? "no result"}${next}`;
  return `autoscale requested ${known.join(" and ")} nodes ${ago(run.timestamp, now)} ago${next}`;
};

const targetIn = (results: string | undefined, kind: string): string | undefined =>
  new RegExp(`\\$Target${kind}(?:Nodes)?=(\\d+)`).exec(results ?? "")?.[1];

/** Batch's default [Swagger: autoScaleEvaluationInterval]. */
const defaultInterval = "PT15M";

const nextEvaluation = (pool: PoolState, now: Date): string => {
  const { autoScaleRun: run, autoScaleEvaluationInterval: interval = defaultInterval } = pool;
  if (run === undefined) return "";
  const left = run.timestamp.getTime() + parseIsoDuration(interval) - now.getTime();
  return left > 0 ? `; next evaluation in ${formatElapsed(left)}` : "; next evaluation is due";
};

/** Returns the error of the last resize. During a resize, Batch still reports the errors of the one before, so returns undefined. */
export const resizeErrorOf = (pool: PoolState, now: Date): string | undefined => {
  const error = pool.resizeErrors?.[0];
  if (error === undefined || pool.allocationState !== "steady") return undefined;
  const since = pool.allocationStateTransitionTime;
  const age = since ? ` (${ago(since, now)} ago)` : "";
  return `${error.code}: ${oneLine(error.message)}${age}`;
};

export const targetOf = ({ targetDedicatedNodes = 0, targetLowPriorityNodes = 0 }: PoolState): number =>
  targetDedicatedNodes + targetLowPriorityNodes;

const ago = (time: Date, now: Date): string => formatElapsed(Math.max(0, now.getTime() - time.getTime()));

/** Returns the first line without its full stop: some of Azure's messages continue with lines for support. */
export const oneLine = (text = "no reason given"): string =>
  (text.split(/\r?\n/, 1)[0] ?? "").replace(/\.$/, "");
