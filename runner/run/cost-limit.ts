import type { Manifest } from "../manifest/manifest.ts";
import { currencyOf } from "../prices/currency.ts";
import type { NodePrice } from "../results/run-cost.ts";

type CostLimit = Pick<Manifest, "maxCost" | "maxCostCurrency">;

/**
 * Returns the fields of a manifest for `--max-cost`; none without the option.
 *
 * @throws RunnerError `InvalidCurrency`.
 */
export const costLimit = (
  maxCost: number | undefined,
  env: Readonly<Record<string, string | undefined>>,
): CostLimit => (maxCost === undefined ? {} : { maxCost, maxCostCurrency: currencyOf(env) });

/** Whether costs are paid. On the local cloud nothing is, unless the user gives a price to try the limit with. */
export const isPaid = ({ isHypothetical, source }: NodePrice): boolean =>
  !isHypothetical || source === "option";

/** Returns why a run's limit of costs can't be applied with this price; undefined if it can, and without a limit. */
export const whyNoLimit = (
  { maxCost, maxCostCurrency }: CostLimit,
  price: NodePrice | undefined,
): string | undefined => {
  if (maxCost === undefined) return undefined;
  const start = `--max-cost ${maxCost} doesn't apply`;
  if (price === undefined) return `${start}: no list price of a node is known; --node-price sets one`;
  if (!isPaid(price)) return `${start}: nothing is paid on the local cloud; --node-price tries it`;
  if (maxCostCurrency === undefined || maxCostCurrency === price.currency) return undefined;
  return `${start}: it is in ${maxCostCurrency}, prices are in ${price.currency}; set AZBATCH_CURRENCY=${maxCostCurrency}`;
};
