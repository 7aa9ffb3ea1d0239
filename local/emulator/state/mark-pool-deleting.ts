import { type Clock, formatTime } from "../time/clock.ts";
import type { Store } from "./store.ts";

/** From here on the pool takes no task, and nothing but its end happens to it. */
export const markPoolDeleting = (
  { store, clock }: { store: Pick<Store, "pools" | "transaction">; clock: Clock },
  seq: number,
): void =>
  store.transaction(() => {
    const pool = store.pools.get(seq);
    if (pool === undefined || pool.doc.state === "deleting") return;
    const doc = { ...pool.doc, state: "deleting", stateTransitionTime: formatTime(clock.now()) } as const;
    store.pools.save({ ...pool, doc });
  });
