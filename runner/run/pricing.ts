import type { StackOutputs } from "../../infra/outputs.ts";
import type { CommandContext } from "../command-context.ts";
import { currencyOf } from "../prices/currency.ts";
import type { NodePrice } from "../results/run-cost.ts";
import { nodePriceOf, type PriceFlags } from "./node-price.ts";

/** A price that is looked up in parallel with other work. */
export interface Pricing {
  /** The price, if it is known by now. */
  readonly now: () => NodePrice | undefined;
  /** Resolves to the price, or to undefined if it is unknown. */
  readonly settled: Promise<NodePrice | undefined>;
}

/**
 * Starts to look up the price of an environment's nodes.
 *
 * @throws RunnerError `InvalidCurrency`, at once, because the price is needed only at the end of a run.
 */
export const startPricing = (
  outputs: Pick<StackOutputs, "vmSize" | "location" | "batchAccountEndpoint">,
  flags: PriceFlags,
  context: Pick<CommandContext, "env" | "clock" | "signal">,
): Pricing => {
  currencyOf(context.env);
  let price: NodePrice | undefined;
  const settled = nodePriceOf(outputs, flags, context).then((found) => {
    price = found;
    return found;
  });
  // The error is thrown where the price is awaited.
  settled.catch(() => {});
  return { now: () => price, settled };
};
