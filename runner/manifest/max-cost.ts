import { usageError } from "../errors.ts";

/**
 * Returns the limit of `--max-cost`, in the currency of the prices.
 *
 * @throws RunnerError `InvalidMaxCost`.
 */
export const parseMaxCost = (text: string): number => {
  if (/^\d{1,9}(\.\d{1,6})?$/.test(text) && Number(text) > 0) return Number(text);
  throw usageError("InvalidMaxCost", `--max-cost: expected an amount such as 5 or 0.50, got "${text}"`);
};
