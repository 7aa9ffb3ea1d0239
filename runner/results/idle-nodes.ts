import type { BatchServiceModels as Models } from "@azure/batch";
import * as v from "valibot";
import { formatCost } from "../prices/currency.ts";
import { plural } from "../text/amounts.ts";
import { costOf, type NodePrice } from "./run-cost.ts";

/** Nodes that a pool keeps after a run, whether other runs use them or not. */
export const IdleNodes = v.object({
  dedicated: v.number(),
  spot: v.number(),
  /** Absent if the price of a node is unknown. */
  costPerHour: v.optional(v.number()),
  /** Present with `costPerHour`. */
  currency: v.optional(v.string()),
});
export type IdleNodes = Readonly<v.InferOutput<typeof IdleNodes>>;

type Pool = Pick<
  Models.CloudPool,
  "enableAutoScale" | "autoScaleFormula" | "currentDedicatedNodes" | "currentLowPriorityNodes"
>;

/** Returns the nodes that stay when no task is left: all of a pool of fixed size, or the minimum of its formula. Undefined without any. */
export const idleNodesOf = (pool: Pool, price: NodePrice | undefined): IdleNodes | undefined => {
  const { currentDedicatedNodes = 0, currentLowPriorityNodes = 0 } = pool;
  const minimum = Math.min(minNodesOf(pool), currentDedicatedNodes);
  const [dedicated, spot] = pool.enableAutoScale
    ? [minimum, 0]
    : [currentDedicatedNodes, currentLowPriorityNodes];
  if (dedicated + spot === 0) return undefined;
  const cost = costOf({ dedicatedHours: dedicated, spotHours: spot }, price);
  return { dedicated, spot, ...(cost && { costPerHour: cost.amount, currency: cost.currency }) };
};

/** Reads `minNodes` from the formula that infra/autoscale.ts writes; 0 for other formulas. */
const minNodesOf = ({ autoScaleFormula = "" }: Pool): number =>
  Number(/^nodes = max\((\d+), min\(/m.exec(autoScaleFormula)?.[1] ?? 0);

/** Such as `2 nodes stay in the pool: about $0.19 per hour`, and how to remove them. */
export const idleWords = ({ dedicated, spot, costPerHour, currency = "USD" }: IdleNodes): string[] => {
  const cost = costPerHour === undefined ? "" : `: about ${formatCost(costPerHour, currency)} per hour`;
  const count = dedicated + spot;
  return [
    `${plural(count, "node")} ${count === 1 ? "stays" : "stay"} in the pool, busy or idle${cost}`,
    `Remove ${count === 1 ? "it" : "them"} with npx pulumi destroy, or let the pool shrink: autoscale: true, minNodes: 0`,
  ];
};
