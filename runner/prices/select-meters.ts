import * as v from "valibot";
import type { PriceRequest } from "./vm-price.ts";

/**
 * A price of the Retail Prices API.
 *
 * @see https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices
 */
const Item = v.object({
  currencyCode: v.string(),
  /** 0 if Azure has not set the price. */
  retailPrice: v.pipe(v.number(), v.minValue(0)),
  armRegionName: v.string(),
  armSkuName: v.nullish(v.string(), ""),
  meterName: v.string(),
  skuName: v.string(),
  productName: v.string(),
  serviceName: v.string(),
  unitOfMeasure: v.string(),
  type: v.string(),
  effectiveStartDate: v.string(),
  effectiveEndDate: v.nullish(v.string()),
});
type Item = v.InferOutput<typeof Item>;

export const PricePage = v.object({
  Items: v.array(Item),
  NextPageLink: v.nullish(v.string(), ""),
});

/** Returns the present prices for Linux. A price is absent if Azure lists none, or several that differ. */
export const selectMeters = (
  items: readonly Item[],
  { vmSize, location, currency }: PriceRequest,
  now: Date,
): { readonly dedicated?: number | undefined; readonly spot?: number | undefined } => {
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  const fitting = items.filter(
    (item) =>
      item.serviceName === "Virtual Machines" &&
      item.type === "Consumption" &&
      item.unitOfMeasure === "1 Hour" &&
      item.retailPrice > 0 &&
      same(item.armSkuName, vmSize) &&
      same(item.armRegionName, location) &&
      same(item.currencyCode, currency) &&
      !otherProducts.test(item.productName) &&
      isInForce(item, now),
  );
  const ofKind = (kind: Kind): number | undefined =>
    onlyPrice(fitting.filter((item) => kindOf(item) === kind));
  // Low-priority nodes are the older kind of spot nodes.
  return { dedicated: ofKind("dedicated"), spot: ofKind("spot") ?? ofKind("low priority") };
};

/** Products that have the same size and aren't Linux VMs. */
const otherProducts = /windows|cloud ?services|dedicated ?host/i;

type Kind = "dedicated" | "spot" | "low priority";

const kindOf = ({ skuName, meterName }: Item): Kind => {
  const is = (suffix: string): boolean => skuName.endsWith(suffix) || meterName.endsWith(suffix);
  if (is(" Spot")) return "spot";
  return is(" Low Priority") ? "low priority" : "dedicated";
};

const isInForce = ({ effectiveStartDate, effectiveEndDate }: Item, now: Date): boolean => {
  const isOver = effectiveEndDate != null && Date.parse(effectiveEndDate) <= now.getTime();
  return Date.parse(effectiveStartDate) <= now.getTime() && !isOver;
};

/** Returns the price of the newest meters; undefined without meters, and if they differ. */
const onlyPrice = (items: readonly Item[]): number | undefined => {
  const newest = Math.max(...items.map(({ effectiveStartDate }) => Date.parse(effectiveStartDate)));
  const prices = new Set(
    items
      .filter(({ effectiveStartDate }) => Date.parse(effectiveStartDate) === newest)
      .map(({ retailPrice }) => retailPrice),
  );
  const [price] = prices;
  return prices.size === 1 ? price : undefined;
};
