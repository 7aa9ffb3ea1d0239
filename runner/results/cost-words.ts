import { formatCost, formatPrice } from "../prices/currency.ts";
import type { RunCost } from "./run-cost.ts";

/** Such as `about $0.31`, `at most $0.31`; on the local cloud `about $0.31 on Azure`, unless the user gives the price. */
export const costWords = (cost: RunCost): string =>
  `${cost.isUpperBound ? "at most" : "about"} ${formatCost(cost.amount, cost.currency)}${
    cost.isHypothetical && cost.priceSource !== "option" ? " on Azure" : ""
  }`;

/** Reason given to Batch when the runner terminates a job that costs too much; see `isStoppedReason`. */
export const costStoppedReason = ({
  cost,
  maxCost,
}: {
  readonly cost: RunCost;
  readonly maxCost: number;
}): string => `stopped after ${costWords(cost)} (--max-cost ${maxCost})`;

/** Such as `Standard_D2s_v5 in eastus: 2.4 node hours at $0.096, 3.0 spot node hours at $0.0389; list prices of 2026-11-20`. */
export const costBasis = (cost: RunCost): string => {
  const { dedicatedHours, spotHours, dedicatedPrice, spotPrice, vmSize, location, currency } = cost;
  const kinds = [
    ...kindWords("node hours", dedicatedHours, dedicatedPrice, currency),
    ...kindWords("spot node hours", spotHours, spotPrice ?? dedicatedPrice, currency),
  ];
  return `${vmSize} in ${location}: ${kinds.join(", ") || "0 node hours"}${sourceWords(cost)}`;
};

const kindWords = (unit: string, hours: number, price: number | undefined, currency: string): string[] =>
  hours === 0 || price === undefined
    ? []
    : [`${formatHours(hours)} ${unit} at ${formatPrice(price, currency)}`];

/** Has two digits below an hour. */
const formatHours = (hours: number): string =>
  hours < 1 ? new Intl.NumberFormat("en", { maximumSignificantDigits: 2 }).format(hours) : hours.toFixed(1);

/** Such as `; list prices of 2026-11-20`. */
const sourceWords = ({ priceSource, priceDate }: Pick<RunCost, "priceSource" | "priceDate">): string =>
  priceSource === "option" ? " (--node-price)" : `; list prices of ${priceDate}`;
