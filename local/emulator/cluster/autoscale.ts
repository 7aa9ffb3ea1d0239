import { type Evaluation, evaluateText } from "../autoscale/evaluate-formula.ts";
import type { Situation } from "../autoscale/scope.ts";
import { slotMillis } from "../state/samples.ts";
import type { StoredPool } from "../state/store.ts";
import { modified, poolAllocation } from "../state/transitions.ts";
import { formatTime } from "../time/clock.ts";
import { limitMillis } from "../time/duration.ts";
import type { ClusterContext, PoolRuntime } from "./runtime.ts";
import { forgetSamples, noteChange, type SamplingContext, sampleNow, samplesOf } from "./sampling.ts";

// Swagger, PoolAddParameter.autoScaleEvaluationInterval.
const defaultIntervalMillis = 15 * 60_000;

/** How long work that has arrived waits for more of it, before the formula is asked how many nodes it wants. */
const settleMillis = 1000;

type AutoscaleContext = SamplingContext & Pick<ClusterContext, "clock" | "pools" | "resize">;

/**
 * Evaluates a pool's formula at once if that has not been done, then at each interval. To be called when a pool is there,
 * and when its formula or interval was set or taken away.
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
  const { autoScaleRun, autoScaleEvaluationInterval: interval } = pool.doc;
  if (autoScaleRun === undefined) {
    evaluate(context, seq);
    return;
  }
  const millis = limitMillis(interval) ?? defaultIntervalMillis;
  runAt(context, { key: `autoscale ${seq}`, at: Date.parse(autoScaleRun.timestamp) + millis }, () =>
    evaluate(context, seq),
  );
};

/** Acts at a time. A database that cannot be written then may be written later: it is tried again. */
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
 * There may be work for a pool. Where it has scaled to no node, the formula is asked a second later, with the queue as it
 * is then as its latest sample, and again at each later one while it wants none. Azure asks at the next interval, after 5
 * minutes at the least; it starts no node faster than that, but here a node is there at once and a person waits for it.
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

/** Whether the pool wants no node, though there is something to start on one. */
const isWaiting = (context: Pick<ClusterContext, "store">, { seq, nodes }: PoolRuntime): boolean => {
  const pool = scalingPool(context, seq);
  if (pool === undefined || nodes.size > 0) return false;
  if (pool.doc.targetDedicatedNodes + pool.doc.targetLowPriorityNodes > 0) return false;
  return (context.store.poolMetrics(pool).$ActiveTasks ?? 0) > 0;
};

/** What a formula says of a pool now; nothing follows from it. */
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
  // What could not be reached is tried again.
  (doc.resizeErrors !== undefined && doc.allocationState === "steady");

/** A resize that is going on ends first: what it waits for is no longer what is wanted. */
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
    const changed = modified({ ...pool.doc, ...targets, leaving: { deallocation } }, now);
    const doc = poolAllocation(changed, "resizing", now);
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
