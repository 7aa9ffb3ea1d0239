import table from "./price-table.json" with { type: "json" };
import type { PriceRequest, VmPrice } from "./vm-price.ts";

type Prices = Readonly<Record<string, Readonly<Record<string, number>>>>;

const { date, currency }: Pick<VmPrice, "date" | "currency"> = table;
const { dedicated, spot }: { readonly dedicated: Prices; readonly spot: Prices } = table;

/** Returns prices from the table of this version of azbatch; undefined for a size, region or currency that it lacks. */
export const priceInTable = (request: PriceRequest): VmPrice | undefined => {
  if (request.currency !== currency) return undefined;
  const found = { dedicated: find(dedicated, request), spot: find(spot, request) };
  if (found.dedicated === undefined && found.spot === undefined) return undefined;
  return { ...request, ...found, date, source: "table" };
};

/** Azure takes names of sizes and regions in any case. */
const find = (prices: Prices, { location, vmSize }: PriceRequest): number | undefined => {
  const [, sizes = {}] = Object.entries(prices).find(([name]) => isSameName(name, location)) ?? [];
  return Object.entries(sizes).find(([name]) => isSameName(name, vmSize))?.[1];
};

const isSameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
