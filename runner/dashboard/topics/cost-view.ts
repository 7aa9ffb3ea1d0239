import type { CostView, NodeView } from "../../../browser/contract/dashboard.ts";
import { costBasis } from "../../results/cost-words.ts";
import { costOf, type NodePrice, type RunCost } from "../../results/run-cost.ts";

/** Digits of an amount: finer ones would change at each look. */
const digits = 2;

export const costView = (cost: RunCost | undefined): CostView | undefined =>
  cost && {
    amount: Number(cost.amount.toPrecision(digits)),
    currency: cost.currency,
    basis: `${costBasis(cost)}${cost.isHypothetical ? "; nothing is paid on the local cloud" : ""}`,
  };

interface SoFar {
  /** Creation of the run. ISO 8601. */
  readonly createdAt: string;
  /** Nodes of its pool. */
  readonly nodes: readonly NodeView[];
  readonly price: NodePrice | undefined;
  readonly now: Date;
}

/** Returns what the nodes of a run's pool have cost since the run was created. Time that other runs share is not subtracted. */
export const costSoFar = ({ createdAt, nodes, price, now }: SoFar): CostView | undefined => {
  const hours = { dedicatedHours: 0, spotHours: 0 };
  for (const { isSpot, allocatedAt = createdAt } of nodes) {
    const from = Math.max(Date.parse(createdAt), Date.parse(allocatedAt));
    hours[isSpot ? "spotHours" : "dedicatedHours"] += Math.max(0, now.getTime() - from) / 3_600_000;
  }
  return costView(costOf(hours, price));
};
