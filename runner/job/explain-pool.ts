import type { BatchServiceModels as Models } from "@azure/batch";
import { formatElapsed, parseIsoDuration } from "../text/duration.ts";

export interface Explanation {
  /** One line. */
  readonly text: string;
  /** Waiting would not help: nothing is on its way that could run a task. */
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

/** Why a pool has no nodes. */
export const explainEmpty = (poolId: string, pool: PoolState, now: Date): Explanation => {
  const error = resizeErrorOf(pool, now);
  if (pool.allocationState !== "steady") {
    const since = pool.allocationStateTransitionTime;
    const age = since && now.getTime() - since.getTime() >= 60_000 ? `, since ${ago(since, now)}` : "";
    const target = targetOf(pool);
    const nodes = target > 0 ? `${target} node${target === 1 ? "" : "s"}` : "nodes";
    return {
      text: `pool ${poolId} is being given ${nodes}, which usually takes a few minutes${age}`,
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
  // Only a new resize could bring nodes to a steady pool, whether its error is fresh or old.
  const reason = error ?? (targetOf(pool) === 0 ? "it is set to 0 nodes" : "those it had are gone");
  return { text: `pool ${poolId} has no nodes: ${reason}`, hopeless: true };
};

/** Why a pool at rest has fewer nodes than it is to have; undefined if it has them, or they are on their way. */
export const shortfallOf = (pool: PoolState, now: Date): string | undefined => {
  const { currentDedicatedNodes = 0, currentLowPriorityNodes = 0 } = pool;
  const current = currentDedicatedNodes + currentLowPriorityNodes;
  const error = resizeErrorOf(pool, now);
  if (error === undefined || current >= targetOf(pool)) return undefined;
  return `${current} of ${targetOf(pool)} nodes: ${error}`;
};

/** What the formula wants, when it said so, and when it is asked again. */
export const describeAutoscale = (pool: PoolState, now: Date): string => {
  const run = pool.autoScaleRun;
  const next = nextEvaluation(pool, now);
  if (run === undefined) return `autoscale: the formula has not run yet${next}`;
  if (run.error !== undefined)
    return `autoscale failed ${ago(run.timestamp, now)} ago: ${run.error.code}: ${oneLine(run.error.message)}${next}`;
  const wants = [
    [wanted(run.results, "Dedicated"), "dedicated"],
    [wanted(run.results, "LowPriority"), "spot"],
  ] as const;
  const known = wants.filter(([count]) => count !== undefined).map(([count, kind]) => `${count} ${kind}`);
  if (known.length === 0) return `autoscale: ${run.results ?? "no result"}${next}`;
  return `autoscale wanted ${known.join(" and ")} nodes ${ago(run.timestamp, now)} ago${next}`;
};

const wanted = (results: string | undefined, kind: string): string | undefined =>
  new RegExp(`\\$Target${kind}(?:Nodes)?=(\\d+)`).exec(results ?? "")?.[1];

/** Batch's own default [Swagger: autoScaleEvaluationInterval]. */
const defaultInterval = "PT15M";

const nextEvaluation = (pool: PoolState, now: Date): string => {
  const { autoScaleRun: run, autoScaleEvaluationInterval: interval = defaultInterval } = pool;
  if (run === undefined) return "";
  const left = run.timestamp.getTime() + parseIsoDuration(interval) - now.getTime();
  return left > 0 ? `, and is asked again in ${formatElapsed(left)}` : ", and is about to be asked again";
};

/** Only what the last resize met: while a new one is under way, the errors of the last are still there, and stale. */
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

/** Azure's messages end with a full stop, and some with lines for support. */
export const oneLine = (text = "no reason given"): string =>
  (text.split(/\r?\n/, 1)[0] ?? "").replace(/\.$/, "");
