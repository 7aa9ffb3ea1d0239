/** List prices of a VM size in a region for Linux, pay as you go, per hour. A price that is unknown is absent. */
export interface VmPrice {
  readonly vmSize: string;
  readonly location: string;
  /** ISO 4217, such as `USD`. */
  readonly currency: string;
  readonly dedicated?: number | undefined;
  readonly spot?: number | undefined;
  /** Day on which Azure had these prices, such as `2026-11-20`. */
  readonly date: string;
  /** Azure's Retail Prices API, azbatch's dated table, or the user's `--node-price`. */
  readonly source: PriceSource;
}

export const priceSources = ["api", "table", "option"] as const;
type PriceSource = (typeof priceSources)[number];

/** A VM size in a region, in one currency. */
export type PriceRequest = Pick<VmPrice, "vmSize" | "location" | "currency">;
