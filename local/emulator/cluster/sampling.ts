import { isDeepStrictEqual } from "node:util";
import type { Sample } from "../autoscale/samples.ts";
import { type Metrics, slotMillis } from "../state/samples.ts";
import type { ClusterContext, PoolRuntime } from "./runtime.ts";

export type SamplingContext = Pick<ClusterContext, "store" | "alarm" | "now" | "onBug">;

/**
 * Schedules a sample of a pool after a change of the pool or its queue. Azure samples every half minute; here an unchanged
 * pool keeps its last sample, so that an idle service has nothing to do.
 */
export const noteChange = (context: SamplingContext, pool: PoolRuntime | undefined): void => {
  if (pool === undefined || pool.sampling.isDue) return;
  pool.sampling.isDue = true;
  const slot = slotNow(context) + 1;
  context.alarm.set(`sample ${pool.seq}`, slot * slotMillis, () => {
    pool.sampling.isDue = false;
    try {
      takeSample(context, pool, slot);
    } catch (error) {
      // The sample was not saved; the next change schedules another.
      pool.sampling.isWatched = false;
      context.onBug(error);
    }
  });
};

const takeSample = (
  context: Pick<ClusterContext, "store">,
  { seq, sampling }: PoolRuntime,
  slot: number,
): void => {
  const { store } = context;
  const pool = store.pools.get(seq);
  if (!pool?.doc.enableAutoScale) return;
  const values = store.poolMetrics(pool);
  if (sampling.isWatched && isDeepStrictEqual(values, store.samples.of(seq, slot).at(-1)?.values)) return;
  store.transaction(() => store.samples.take(seq, { slot, values, isWatched: sampling.isWatched }));
  sampling.isWatched = true;
};

/**
 * Removes the samples of a pool whose formula was removed: "Whenever autoscaling is first turned on … there are no sampled metrics
 * available" (microsoft/ga4gh-tes, BatchPool.cs).
 */
export const forgetSamples = (
  context: Pick<ClusterContext, "store">,
  pool: PoolRuntime | undefined,
): void => {
  if (pool === undefined) return;
  pool.sampling.isWatched = false;
  context.store.transaction(() => context.store.samples.remove(pool.seq));
};

/** Saves that the last samples are valid until now. Called before the service ends. */
export const holdSamples = (context: Pick<ClusterContext, "store" | "pools" | "now">): void =>
  context.store.transaction(() => {
    for (const { seq, sampling } of context.pools.values())
      if (sampling.isWatched) context.store.samples.hold(seq, slotNow(context));
  });

/** Returns a function that returns the samples of a service variable, oldest first. */
export const samplesOf = (
  context: Pick<ClusterContext, "store" | "now">,
  pool: PoolRuntime,
): ((variable: string) => readonly Sample[]) => {
  const until = slotNow(context);
  const runs = context.store.samples.of(pool.seq, until);
  const held = runs.map((run, index) =>
    pool.sampling.isWatched && index === runs.length - 1 ? { ...run, last: until } : run,
  );
  return (variable) =>
    held.flatMap(({ first, last, values }) => {
      const value = values[variable];
      if (value === undefined) return [];
      return Array.from({ length: last - first + 1 }, (_, index) => sampleAt(first + index, value));
    });
};

/** Returns the current value of a variable as a sample. */
export const sampleNow = (now: Date, values: Metrics, variable: string): Sample[] => {
  const value = values[variable];
  return value === undefined ? [] : [{ at: now, value }];
};

const sampleAt = (slot: number, value: number): Sample => ({ at: new Date(slot * slotMillis), value });

const slotNow = (context: Pick<ClusterContext, "now">): number =>
  Math.floor(context.now().getTime() / slotMillis);
