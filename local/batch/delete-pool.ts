import type { Batch } from "./batch.ts";
import type { StoredPool } from "./state/store.ts";
import { formatTime } from "./time.ts";

/** Marks a pool as deleting, committed before the first await; resolves when its nodes and files are gone. */
export const deletePool = (
  { store, cluster, clock }: Pick<Batch, "store" | "cluster" | "clock">,
  { seq }: StoredPool,
): Promise<void> => {
  store.transaction(() => {
    const pool = store.pools.get(seq);
    if (pool === undefined) return;
    const doc = { ...pool.doc, state: "deleting", stateTransitionTime: formatTime(clock.now()) } as const;
    store.pools.save({ ...pool, doc });
  });
  return cluster.deletePool(seq);
};
