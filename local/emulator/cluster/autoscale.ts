import { type Evaluation, evaluateText } from "../autoscale/evaluate-formula.ts";
import type { Situation } from "../autoscale/scope.ts";
import { slotMillis } from "../state/samples.ts";
import type { StoredPool } from "../state/store.ts";
import { modified, poolAllocation } from "../state/transitions.ts";
import { formatTime } from "../time/clock.ts";
import { parseDuration } from "../time/duration.ts";
import { resizePool } from "./pool-life.ts";
import type { PoolRuntime, Room } from "./runtime.ts";
import { forgetSamples, noteChange, sampleNow, samplesOf } from "./sampling.ts";

// Swagger, PoolAddParameter.autoScaleEvaluationInterval.
const defaultIntervalMillis = 15 * 60_000;

/** How long work that has arrived waits for more of it, before the formula is asked how many nodes it wants. */
const settleMillis = 1000;

/**
 * Evaluates a pool's formula at once if that has not been done, then at each interval. To be called when a pool is there,
 * and when its formula or interval was set or taken away.
 */
export const followFormula = (room: Room, seq: number): void => {
  const pool = scalingPool(room, seq);
  const runtime = room.pools.get(seq);
  if (pool === undefined) {
    room.alarm.clear(`autoscale ${seq}`);
    forgetSamples(room, runtime);
    return;
  }
  noteChange(room, runtime);
  const { autoScaleRun, autoScaleEvaluationInterval: interval } = pool.doc;
  if (autoScaleRun === undefined) {
    evaluate(room, seq);
    return;
  }
  const millis = (interval === undefined ? undefined : parseDuration(interval)) ?? defaultIntervalMillis;
  wake(room, { key: `autoscale ${seq}`, at: Date.parse(autoScaleRun.timestamp) + millis }, () =>
    evaluate(room, seq),
  );
};

/** Acts at a time. A database that cannot be written then may be written later: it is tried again. */
const wake = (room: Room, { key, at }: { key: string; at: number }, act: () => void): void =>
  room.alarm.set(key, at, () => {
    try {
      act();
    } catch (error) {
      room.onBug(error);
      wake(room, { key, at: room.now().getTime() + slotMillis }, act);
    }
  });

/**
 * There may be work for a pool. Where it has scaled to no node, the formula is asked a second later, with the queue as it
 * is then as its latest sample, and again at each later one while it wants none. Azure asks at the next interval, after 5
 * minutes at the least; it starts no node faster than that, but here a node is there at once and a person waits for it.
 */
export const workArrived = (room: Room, pool: PoolRuntime | undefined): void => {
  if (pool === undefined || pool.nodes.size > 0 || pool.sampling.isAsking) return;
  if (scalingPool(room, pool.seq) === undefined) return;
  pool.sampling.isAsking = true;
  askAfter(room, pool, settleMillis);
};

const askAfter = (room: Room, pool: PoolRuntime, millis: number): void =>
  wake(room, { key: `work ${pool.seq}`, at: room.now().getTime() + millis }, () => {
    pool.sampling.isAsking = waits(room, pool);
    if (!pool.sampling.isAsking) return;
    evaluate(room, pool.seq, { withNow: true });
    askAfter(room, pool, slotMillis);
  });

/** Whether the pool wants no node, though there is something to start on one. */
const waits = (room: Room, { seq, nodes }: PoolRuntime): boolean => {
  const pool = scalingPool(room, seq);
  if (pool === undefined || nodes.size > 0) return false;
  if (pool.doc.targetDedicatedNodes + pool.doc.targetLowPriorityNodes > 0) return false;
  return (room.store.poolMetrics(pool).$ActiveTasks ?? 0) > 0;
};

/** What a formula says of a pool now; nothing follows from it. */
export const tryFormula = (room: Room, seq: number, formula: string): Evaluation | undefined => {
  const situation = situationOf(room, seq);
  return situation && evaluateText(formula, situation);
};

const evaluate = (room: Room, seq: number, how: { withNow?: boolean } = {}): void => {
  const pool = scalingPool(room, seq);
  const situation = situationOf(room, seq, how);
  if (pool === undefined || situation === undefined) return;
  const evaluation = evaluateText(pool.doc.autoScaleFormula ?? "", situation);
  const { results, error } = evaluation;
  const timestamp = formatTime(room.clock.now());
  room.store.transaction(() =>
    room.store.pools.save({ ...pool, doc: { ...pool.doc, autoScaleRun: { timestamp, results, error } } }),
  );
  followFormula(room, seq);
  if (error === undefined && isChange(pool, evaluation)) scale(room, seq, evaluation);
};

const isChange = ({ doc }: StoredPool, wanted: Evaluation): boolean =>
  doc.targetDedicatedNodes !== wanted.targetDedicatedNodes ||
  doc.targetLowPriorityNodes !== wanted.targetLowPriorityNodes ||
  // What could not be reached is tried again.
  (doc.resizeErrors !== undefined && doc.allocationState === "steady");

/** A resize that is going on ends first: what it waits for is no longer what is wanted. */
const scale = (room: Room, seq: number, wanted: Evaluation): void => {
  const runtime = room.pools.get(seq);
  if (runtime === undefined) return;
  runtime.stopResize?.();
  runtime.resizing = runtime.resizing
    .then(() => {
      setTargets(room, seq, wanted);
      return resizePool(room, seq);
    })
    .catch(room.onBug);
};

const setTargets = (
  room: Room,
  seq: number,
  { targetDedicatedNodes, targetLowPriorityNodes, nodeDeallocationOption: deallocation }: Evaluation,
): void =>
  room.store.transaction(() => {
    const pool = scalingPool(room, seq);
    if (pool === undefined) return;
    const targets = { targetDedicatedNodes, targetLowPriorityNodes, resizeErrors: undefined };
    const now = room.clock.now();
    const changed = modified({ ...pool.doc, ...targets, leaving: { deallocation } }, now);
    const doc = poolAllocation(changed, "resizing", now);
    room.store.pools.save({ ...pool, doc });
  });

const scalingPool = (room: Room, seq: number): StoredPool | undefined => {
  const pool = room.store.pools.get(seq);
  return pool?.doc.state === "active" && pool.doc.enableAutoScale ? pool : undefined;
};

const situationOf = (room: Room, seq: number, { withNow = false } = {}): Situation | undefined => {
  const pool = room.store.pools.get(seq);
  const runtime = room.pools.get(seq);
  if (pool === undefined || runtime === undefined) return undefined;
  const { targetDedicatedNodes, targetLowPriorityNodes, taskSlotsPerNode } = pool.doc;
  const now = room.now();
  const present = room.store.poolMetrics(pool);
  const taken = samplesOf(room, runtime);
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
