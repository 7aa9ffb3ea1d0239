import { formatCost, formatPrice } from "../prices/currency.ts";
import type { RunCost } from "../results/run-cost.ts";

/** Such as `about $0.31`, `at most $0.31`; on the local cloud `$0.31 on Azure`. */
export const costWords = ({ amount, currency, isUpperBound, isHypothetical }: RunCost): string =>
  `${isUpperBound ? "at most" : "about"} ${formatCost(amount, currency)}${isHypothetical ? " on Azure" : ""}`;

/** Such as `2.4 node hours of Standard_D2s_v5 in eastus at $0.096; list prices of 2026-11-20`. */
export const costBasis = (cost: RunCost): string => {
  const { dedicatedHours, spotHours, vmSize, location, isHypothetical } = cost;
  const parts = [
    kindWords(dedicatedHours, "node", cost.dedicatedPrice, cost),
    kindWords(spotHours, "spot node", cost.spotPrice ?? cost.dedicatedPrice, cost),
  ].filter((part) => part !== undefined);
  const nothing = isHypothetical ? "; nothing is paid on the local cloud" : "";
  return `${parts.join(" and ") || "no node hours"} of ${vmSize} in ${location}; ${sourceWords(cost)}${nothing}`;
};

const kindWords = (
  hours: number,
  noun: string,
  price: number | undefined,
  { currency }: RunCost,
): string | undefined =>
  hours === 0 || price === undefined
    ? undefined
    : `${hours < 0.1 ? hours.toPrecision(1) : hours.toFixed(1)} ${noun} hours at ${formatPrice(price, currency)}`;

/** Such as `list prices of 2026-11-20`. */
const sourceWords = ({ priceSource, priceDate }: Pick<RunCost, "priceSource" | "priceDate">): string =>
  priceSource === "option" ? "price of --node-price" : `list prices of ${priceDate}`;
