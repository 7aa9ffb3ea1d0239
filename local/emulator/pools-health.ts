import type { Health } from "./http/control.ts";
import type { Store, StoredNode, StoredPool } from "./state/store.ts";

/** Account and id of a pool. */
export type PoolName = readonly [account: string, id: string];

/** Returns whether all nodes of the pools have booted, or why that failed. */
export const poolsHealth = (store: Pick<Store, "pools" | "nodes">, names: Iterable<PoolName>): Health => {
  for (const [account, id] of names) {
    const pool = store.pools.find(account, id);
    const health = pool === undefined ? ready : poolHealth(store, pool);
    if (health.status !== "ready") return health;
  }
  return ready;
};

const ready: Health = { status: "ready" };

const poolHealth = ({ nodes }: Pick<Store, "nodes">, pool: StoredPool): Health => {
  const [error] = pool.doc.resizeErrors ?? [];
  if (error !== undefined)
    return { status: "failed", reason: `pool ${pool.doc.id}: ${error.code}, ${error.message}` };
  const found = nodes.where({ sql: "parent = ?", values: [pool.seq] });
  const broken = found.find(isBroken);
  if (broken !== undefined)
    return {
      status: "failed",
      reason: `pool ${pool.doc.id}: node ${broken.doc.id} is ${broken.doc.state}`,
    };
  const isComplete = pool.doc.allocationState === "steady" && !found.some(isBooting);
  return isComplete ? ready : { status: "starting", reason: `pool ${pool.doc.id}: its nodes are starting` };
};

const isBroken = ({ doc }: StoredNode): boolean => ["starttaskfailed", "unusable"].includes(doc.state);

const isBooting = ({ doc }: StoredNode): boolean =>
  ["creating", "starting", "waitingforstarttask", "rebooting", "reimaging"].includes(doc.state);
