import { type Clock, formatTime } from "../time/clock.ts";
import type { Store } from "./store.ts";

/** Marks a pool as deleting. It takes no more tasks and refuses all changes. */
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
