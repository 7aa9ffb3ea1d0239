import { usageError } from "../errors.ts";

/**
 * Returns the currency of prices: `AZBATCH_CURRENCY`, or US dollars.
 *
 * @throws RunnerError `InvalidCurrency`.
 */
export const currencyOf = ({
  AZBATCH_CURRENCY: given,
}: Readonly<Record<string, string | undefined>>): string => {
  const code = given?.trim().toUpperCase() || "USD";
  if (/^[A-Z]{3}$/.test(code)) return code;
  throw usageError(
    "InvalidCurrency",
    `AZBATCH_CURRENCY: expected the code of a currency such as EUR, got "${given}"`,
  );
};

/** Formats an amount of money, such as `$0.31`. Amounts below a cent have one significant digit. */
export const formatCost = (amount: number, currency: string): string => {
  const isSmall = amount > 0 && amount < 0.01;
  return new Intl.NumberFormat("en", {
    style: "currency",
    currency,
    ...(isSmall ? { maximumSignificantDigits: 1 } : {}),
  }).format(amount);
};

/** Formats a price per hour, such as `$0.096`. */
export const formatPrice = (price: number, currency: string): string =>
  new Intl.NumberFormat("en", { style: "currency", currency, maximumFractionDigits: 4 }).format(price);
