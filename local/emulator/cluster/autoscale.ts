import { type Evaluation, evaluateText } from "../autoscale/evaluate-formula.ts";
import type { Situation } from "../autoscale/scope.ts";
import { slotMillis } from "../state/samples.ts";
import type { StoredPool } from "../state/store.ts";
import { poolAllocation } from "../state/transitions.ts";
import { formatTime } from "../time/clock.ts";
import { limitMillis } from "../time/duration.ts";
import type { ClusterContext, PoolRuntime } from "./runtime.ts";
import { forgetSamples, noteChange, type SamplingContext, sampleNow, samplesOf } from "./sampling.ts";

// Swagger, PoolAddParameter.autoScaleEvaluationInterval.
const defaultIntervalMillis = 15 * 60_000;

/**
 * Time from Enable Auto Scale of an empty pool to the first evaluation. azure-sdk-for-python records an empty pool that isn't evaluated
 * yet, azure-sdk-for-node and azure-sdk-for-js pools with nodes that are.
 */
const emptyPoolMillis = 3000;

/** Time from new work to the evaluation of the formula, so that work added together is counted together. */
const settleMillis = 1000;

type AutoscaleContext = SamplingContext & Pick<ClusterContext, "clock" | "pools" | "resize">;

/**
 * Evaluates a pool's formula if it has no result yet: at once, or seconds after Enable Auto Scale of an empty pool. Then evaluates it at
 * each interval. Called when a pool is opened, and when its formula or interval was set or removed.
 */
export const followFormula = (context: AutoscaleContext, seq: number): void => {
  const pool = scalingPool(context, seq);
  const runtime = context.pools.get(seq);
  if (pool === undefined) {
    context.alarm.clear(`autoscale ${seq}`);
    forgetSamples(context, runtime);
    return;
  }
  noteChange(context, runtime);
  const at = nextEvaluation(pool, runtime);
  if (at === undefined) evaluate(context, seq);
  else runAt(context, { key: `autoscale ${seq}`, at }, () => evaluate(context, seq));
};

/** Returns the time of a pool's next evaluation in milliseconds, or undefined if that is now. */
const nextEvaluation = ({ doc }: StoredPool, runtime: PoolRuntime | undefined): number | undefined => {
  const { autoScaleRun, autoScaleEvaluationInterval: interval, autoScaleEnabled: enabled } = doc;
  if (autoScaleRun !== undefined)
    return Date.parse(autoScaleRun.timestamp) + (limitMillis(interval) ?? defaultIntervalMillis);
  const isEmpty = runtime === undefined || runtime.nodes.size === 0;
  return enabled !== undefined && isEmpty ? Date.parse(enabled) + emptyPoolMillis : undefined;
};

/** Runs `act` at a time, and again each half minute while it throws, for example because the disk is full. */
const runAt = (
  context: Pick<ClusterContext, "alarm" | "now" | "onBug">,
  { key, at }: { key: string; at: number },
  act: () => void,
): void =>
  context.alarm.set(key, at, () => {
    try {
      act();
    } catch (error) {
      context.onBug(error);
      runAt(context, { key, at: context.now().getTime() + slotMillis }, act);
    }
  });

/**
 * Evaluates the formula of a pool without nodes a second after new work, with the queue of that moment as its latest sample,
 * and again with each sample while the formula wants no node. Azure evaluates at the next interval, 5 minutes or more later,
 * which is as fast as it starts nodes; here a node starts at once and a person waits for it.
 */
export const evaluateForNewWork = (context: AutoscaleContext, pool: PoolRuntime | undefined): void => {
  if (pool === undefined || pool.nodes.size > 0 || pool.sampling.isAsking) return;
  if (scalingPool(context, pool.seq) === undefined) return;
  pool.sampling.isAsking = true;
  reevaluateAfter(context, pool, settleMillis);
};

const reevaluateAfter = (context: AutoscaleContext, pool: PoolRuntime, millis: number): void =>
  runAt(context, { key: `work ${pool.seq}`, at: context.now().getTime() + millis }, () => {
    pool.sampling.isAsking = isWaiting(context, pool);
    if (!pool.sampling.isAsking) return;
    evaluate(context, pool.seq, { withNow: true });
    reevaluateAfter(context, pool, slotMillis);
  });

/** Returns whether the pool has and wants no node although tasks are waiting. */
const isWaiting = (context: Pick<ClusterContext, "store">, { seq, nodes }: PoolRuntime): boolean => {
  const pool = scalingPool(context, seq);
  if (pool === undefined || nodes.size > 0) return false;
  if (pool.doc.targetDedicatedNodes + pool.doc.targetLowPriorityNodes > 0) return false;
  return (context.store.poolMetrics(pool).$ActiveTasks ?? 0) > 0;
};

/** Evaluates a formula for a pool without applying the result. Returns undefined if the pool was deleted. */
export const evaluateFormula = (
  context: Pick<ClusterContext, "store" | "pools" | "now">,
  seq: number,
  formula: string,
): Evaluation | undefined => {
  const situation = situationOf(context, seq);
  return situation && evaluateText(formula, situation);
};

const evaluate = (context: AutoscaleContext, seq: number, how: { withNow?: boolean } = {}): void => {
  const pool = scalingPool(context, seq);
  const situation = situationOf(context, seq, how);
  if (pool === undefined || situation === undefined) return;
  const evaluation = evaluateText(pool.doc.autoScaleFormula ?? "", situation);
  const { results, error } = evaluation;
  const timestamp = formatTime(context.clock.now());
  context.store.transaction(() =>
    context.store.pools.save({ ...pool, doc: { ...pool.doc, autoScaleRun: { timestamp, results, error } } }),
  );
  followFormula(context, seq);
  if (error === undefined && isChange(pool, evaluation)) scale(context, seq, evaluation);
};

const isChange = ({ doc }: StoredPool, wanted: Evaluation): boolean =>
  doc.targetDedicatedNodes !== wanted.targetDedicatedNodes ||
  doc.targetLowPriorityNodes !== wanted.targetLowPriorityNodes ||
  // Retry targets that the last resize did not reach.
  (doc.resizeErrors !== undefined && doc.allocationState === "steady");

/** Stops the current resize, whose targets are outdated, then resizes to the new ones. */
const scale = (
  context: Pick<ClusterContext, "store" | "clock" | "pools" | "resize" | "onBug">,
  seq: number,
  wanted: Evaluation,
): void => {
  const runtime = context.pools.get(seq);
  if (runtime === undefined) return;
  runtime.stopResize?.();
  runtime.resizing = runtime.resizing
    .then(() => {
      setTargets(context, seq, wanted);
      return context.resize(seq);
    })
    .catch(context.onBug);
};

const setTargets = (
  context: Pick<ClusterContext, "store" | "clock">,
  seq: number,
  { targetDedicatedNodes, targetLowPriorityNodes, nodeDeallocationOption: deallocation }: Evaluation,
): void =>
  context.store.transaction(() => {
    const pool = scalingPool(context, seq);
    if (pool === undefined) return;
    const targets = { targetDedicatedNodes, targetLowPriorityNodes, resizeErrors: undefined };
    const now = context.clock.now();
    // The ETag stays: it changes with what users set.
    const doc = poolAllocation({ ...pool.doc, ...targets, leaving: { deallocation } }, "resizing", now);
    context.store.pools.save({ ...pool, doc });
  });

const scalingPool = (context: Pick<ClusterContext, "store">, seq: number): StoredPool | undefined => {
  const pool = context.store.pools.get(seq);
  return pool?.doc.state === "active" && pool.doc.enableAutoScale ? pool : undefined;
};

const situationOf = (
  context: Pick<ClusterContext, "store" | "pools" | "now">,
  seq: number,
  { withNow = false } = {},
): Situation | undefined => {
  const pool = context.store.pools.get(seq);
  const runtime = context.pools.get(seq);
  if (pool === undefined || runtime === undefined) return undefined;
  const { targetDedicatedNodes, targetLowPriorityNodes, taskSlotsPerNode } = pool.doc;
  const now = context.now();
  const present = context.store.poolMetrics(pool);
  const taken = samplesOf(context, runtime);
  return {
    now,
    samplesOf: (variable) => [...taken(variable), ...(withNow ? sampleNow(now, present, variable) : [])],
    targetDedicatedNodes,
    targetLowPriorityNodes,
    currentDedicatedNodes: present.$CurrentDedicatedNodes ?? 0,
    currentLowPriorityNodes: present.$CurrentLowPriorityNodes ?? 0,
    taskSlotsPerNode,
    random: Math.random,
  };
};
