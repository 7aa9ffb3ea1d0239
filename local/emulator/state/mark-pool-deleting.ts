import { type Clock, formatTime } from "../time/clock.ts";
import type { Store } from "./store.ts";
import { poolAllocation } from "./transitions.ts";

/** Marks a pool as deleting, without targets. It takes no more tasks and refuses all changes. */
export const markPoolDeleting = (
  { store, clock }: { store: Pick<Store, "pools" | "transaction">; clock: Clock },
  seq: number,
): void =>
  store.transaction(() => {
    const pool = store.pools.get(seq);
    if (pool === undefined || pool.doc.state === "deleting") return;
    const now = clock.now();
    const doc = {
      ...poolAllocation(pool.doc, "resizing", now),
      state: "deleting" as const,
      stateTransitionTime: formatTime(now),
      ...{ targetDedicatedNodes: 0, targetLowPriorityNodes: 0 },
    };
    store.pools.save({ ...pool, doc });
  });
