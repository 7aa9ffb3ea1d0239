import type { StackOutputs } from "../../infra/outputs.ts";
import type { CommandContext } from "../command-context.ts";
import { isOnThisMachine } from "../environment/local-endpoints.ts";
import { currencyOf } from "../prices/currency.ts";
import { priceOf } from "../prices/price-of.ts";
import type { NodePrice } from "../results/run-cost.ts";

export interface PriceFlags {
  /** Takes prices from the cache or the table. */
  readonly offline?: boolean | undefined;
  /** `--node-price`: a price per node hour that replaces list prices. */
  readonly nodePrice?: number | undefined;
}

/**
 * Returns the price of an environment's nodes; undefined if it is unknown. Takes at most four seconds, and makes no request for a stack on
 * the local cloud.
 *
 * @throws RunnerError `InvalidCurrency`.
 */
export const nodePriceOf = async (
  outputs: Pick<StackOutputs, "vmSize" | "location" | "batchAccountEndpoint">,
  { offline = false, nodePrice }: PriceFlags,
  { env, clock, signal }: Pick<CommandContext, "env" | "clock" | "signal">,
): Promise<NodePrice | undefined> => {
  const { vmSize, location } = outputs;
  const currency = currencyOf(env);
  const isHypothetical = isOnThisMachine(outputs);
  if (nodePrice !== undefined) {
    const date = clock.now().toISOString().slice(0, 10);
    const both = { dedicated: nodePrice, spot: nodePrice };
    return { vmSize, location, currency, ...both, date, source: "option", isHypothetical };
  }
  const request = { vmSize, location, currency, offline: offline || isHypothetical };
  const price = await priceOf(request, { env, clock, signal });
  return price && { ...price, isHypothetical };
};
