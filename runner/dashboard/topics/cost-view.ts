import type { BatchServiceModels as Models } from "@azure/batch";
import type { CostView } from "../../../browser/contract/dashboard.ts";
import { costBasis } from "../../results/cost-words.ts";
import { nodeMeter } from "../../results/node-meter.ts";
import { costOf, type NodePrice, type RunCost } from "../../results/run-cost.ts";
import type { ListedRun } from "../dashboard-environment.ts";

/** Digits of an amount: finer ones would change at each look. */
const digits = 2;

export const costView = (cost: RunCost | undefined): CostView | undefined =>
  cost && {
    amount: Number(cost.amount.toPrecision(digits)),
    currency: cost.currency,
    basis: `${costBasis(cost)}${cost.isHypothetical ? "; nothing is paid on the local cloud" : ""}`,
  };

interface SoFar {
  readonly run: Pick<ListedRun, "createdAt" | "counts">;
  /** Nodes of its pool. */
  readonly nodes: readonly Models.ComputeNode[];
  readonly price: NodePrice | undefined;
  readonly now: Date;
}

/** Returns the cost so far of a run in a list, as `status` computes it at its first look. */
export const costSoFar = ({ run, nodes, price, now }: SoFar): CostView | undefined => {
  const { active, running, succeeded, failed } = run.counts;
  const meter = nodeMeter({ createdAt: run.createdAt, tasks: active + running + succeeded + failed });
  meter.see(nodes, now);
  return costView(costOf(meter.hours(active + running, now), price));
};
