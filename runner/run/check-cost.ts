import type { StackOutputs } from "../../infra/outputs.ts";
import { usageError } from "../errors.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { formatCost } from "../prices/currency.ts";
import { costBasis, costWords } from "../results/cost-words.ts";
import { estimateHours } from "../results/estimate.ts";
import { costOf, type NodePrice } from "../results/run-cost.ts";

interface PlannedCost {
  readonly maxCost: number | undefined;
  readonly manifest: Manifest;
  /** Median duration of earlier tasks of this code. Seconds. */
  readonly medianSeconds: number | undefined;
  readonly pool: Pick<StackOutputs, "maxDedicatedNodes" | "maxSpotNodes" | "taskSlotsPerNode">;
  readonly price: NodePrice | undefined;
}

/**
 * Refuses a run whose estimated cost exceeds `--max-cost`.
 *
 * @throws RunnerError `CostTooHigh`; `CostUnknown` if no estimate is possible.
 */
export const checkMaxCost = ({ maxCost, manifest, medianSeconds, pool, price }: PlannedCost): void => {
  if (maxCost === undefined || !isPaid(price)) return;
  const hours = estimateHours({ manifest, medianSeconds, pool });
  const cost = hours && costOf(hours, price);
  if (cost === undefined) {
    const why =
      hours === undefined ? "no earlier run of this code is known" : "no list price of a node is known";
    const fix =
      hours === undefined
        ? "Run a few of the tasks first, or submit without --max-cost."
        : "Set the price with --node-price, or submit without --max-cost.";
    throw usageError(
      "CostUnknown",
      `--max-cost ${maxCost}: expected an estimate of the cost, got none: ${why}`,
      fix,
    );
  }
  if (cost.amount <= maxCost) return;
  throw usageError(
    "CostTooHigh",
    `--max-cost: expected at most ${formatCost(maxCost, cost.currency)}, got an estimate of ${costWords(cost)}: ${costBasis(cost)}`,
    "Run fewer tasks, or raise the limit. Nothing was uploaded.",
  );
};

/** Whether a limit of costs applies. On the local cloud nothing is paid, unless the user gives a price to try the limit with. */
export const isPaid = (price: NodePrice | undefined): boolean =>
  price === undefined || !price.isHypothetical || price.source === "option";
