import { isOnThisMachine } from "../environment/local-endpoints.ts";
import { type IdleNodes, idleNodesOf } from "../results/idle-nodes.ts";
import type { NodePrice } from "../results/run-cost.ts";
import type { Session } from "./session.ts";

/** Returns the nodes that cost money after a run. Undefined on the local cloud, and if the pool can't be read now. */
export const findIdleNodes = async (
  { clients, environment: { outputs } }: Session,
  price: NodePrice | undefined,
): Promise<IdleNodes | undefined> => {
  if (isOnThisMachine(outputs)) return undefined;
  const pool = await clients.batch.getPool(outputs.poolId).catch(() => undefined);
  return pool && idleNodesOf(pool, price);
};
