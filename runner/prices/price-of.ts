import { type PriceCache, priceCache } from "./price-cache.ts";
import { priceInTable } from "./price-table.ts";
import { askRetailPrices, retailPricesUrl } from "./retail-prices.ts";
import type { PriceRequest, VmPrice } from "./vm-price.ts";

interface PriceOptions extends PriceRequest {
  /** Uses only the cache and the table. */
  readonly offline: boolean;
}

interface PriceContext {
  /** `AZBATCH_PRICES_URL` replaces the address of the API. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: { readonly now: () => Date };
  readonly signal?: AbortSignal | undefined;
}

/** A cached price is used without a request for this long. */
const freshMs = 7 * 24 * 3_600_000;
/** After a failed request, the next one is made after this time. */
const failureMs = 10 * 60_000;
/** Limit for all requests of a call. */
const deadlineMs = 4000;

/**
 * Returns the list prices of a VM size, undefined if they are unknown. Never throws: takes them from the cache if they are fresh, else from
 * Azure's Retail Prices API, else from the cache or the dated table, whichever is newer.
 */
export const priceOf = async (
  { offline, ...request }: PriceOptions,
  context: PriceContext,
): Promise<VmPrice | undefined> => {
  const { env, clock } = context;
  const cache = priceCache(env);
  const cached = await cache.read(request);
  const isFresh = cached !== undefined && isWithin(cached.readAt, freshMs, clock.now());
  if (isFresh && cached.price !== undefined) return cached.price;
  const asked = offline || isFresh ? undefined : await ask(request, cache, context);
  return asked ?? newer(cached?.price, priceInTable(request));
};

const ask = async (
  request: PriceRequest,
  cache: PriceCache,
  { env, clock, signal }: PriceContext,
): Promise<VmPrice | undefined> => {
  const now = clock.now();
  const failedAt = await cache.lastFailure();
  if (failedAt !== undefined && isWithin(failedAt, failureMs, now)) return undefined;
  const limit = AbortSignal.timeout(deadlineMs);
  const until = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  try {
    const url = env.AZBATCH_PRICES_URL || retailPricesUrl;
    const price = await askRetailPrices(request, { url, env, now, signal: until });
    await cache.write(request, { readAt: now, price });
    return price;
  } catch {
    if (!signal?.aborted) await cache.writeFailure(now);
    return undefined;
  }
};

/** A moment in the future is not: the machine's clock was wrong. */
const isWithin = (moment: Date, ms: number, now: Date): boolean => {
  const age = now.getTime() - moment.getTime();
  return age >= 0 && age < ms;
};

const newer = (a: VmPrice | undefined, b: VmPrice | undefined): VmPrice | undefined =>
  a !== undefined && (b === undefined || a.date >= b.date) ? a : b;
