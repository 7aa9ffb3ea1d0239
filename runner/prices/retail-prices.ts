import { get as getHttp, Agent as HttpAgent, type IncomingMessage } from "node:http";
import { get as getHttps, Agent as HttpsAgent } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import * as v from "valibot";
import { PricePage, selectMeters } from "./select-meters.ts";
import type { PriceRequest, VmPrice } from "./vm-price.ts";

/** Azure's Retail Prices API, which needs no sign-in. It covers the public cloud only. */
export const retailPricesUrl = "https://prices.azure.com/api/retail/prices";

interface Asking {
  readonly url: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
  /** Ends the request. */
  readonly signal: AbortSignal;
}

/** The prices of one size have one page. */
const mostPages = 5;
const mostBytes = 2_000_000;

/**
 * Requests the prices of a VM size. Undefined if Azure lists none.
 *
 * @throws Error if the API can't be reached or answers with something else.
 */
export const askRetailPrices = async (
  request: PriceRequest,
  asking: Asking,
): Promise<VmPrice | undefined> => {
  const { now } = asking;
  const items: v.InferOutput<typeof PricePage>["Items"] = [];
  let query: string | undefined = firstQuery(request);
  for (let page = 0; query !== undefined && page < mostPages; page++) {
    const { Items, NextPageLink }: v.InferOutput<typeof PricePage> = await askPage(query, asking);
    items.push(...Items);
    // Only the query of the link is used, so an answer can't send the client to another host.
    query = NextPageLink ? new URL(NextPageLink).search : undefined;
  }
  if (query !== undefined) throw new Error(`expected at most ${mostPages} pages, got more`);
  const found = selectMeters(items, request, now);
  if (found.dedicated === undefined && found.spot === undefined) return undefined;
  return { ...request, ...found, date: now.toISOString().slice(0, 10), source: "api" };
};

const firstQuery = ({ vmSize, location, currency }: PriceRequest): string => {
  const filter = [
    "serviceName eq 'Virtual Machines'",
    `armRegionName eq ${quoted(location)}`,
    `armSkuName eq ${quoted(vmSize)}`,
    "priceType eq 'Consumption'",
  ].join(" and ");
  return `?currencyCode=${encodeURIComponent(quoted(currency))}&$filter=${encodeURIComponent(filter)}`;
};

/** Returns a literal of OData. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Pause before the only retry, of throttling, server errors and lost connections. */
const retryDelayMs = 500;

const askPage = async (query: string, asking: Asking): Promise<v.InferOutput<typeof PricePage>> => {
  const attempt = async (): Promise<Answer> => askOnce(query, asking);
  const first = await attempt().catch((error: unknown) => {
    asking.signal.throwIfAborted();
    if (isPermanent(error)) throw error;
    return undefined;
  });
  const mayWork = first === undefined || first.status === 429 || first.status >= 500;
  if (mayWork) await sleep(retryDelayMs, undefined, { signal: asking.signal });
  const { status, text } = mayWork ? await attempt() : first;
  if (status !== 200) throw new Error(`expected status 200, got ${status}`);
  return v.parse(PricePage, JSON.parse(text));
};

/** Another attempt finds the same name and the same certificate. */
const isPermanent = (error: unknown): boolean =>
  error instanceof Error &&
  "code" in error &&
  /^(ENOTFOUND|ECONNREFUSED|ENETUNREACH|CERT_|ERR_TLS|UNABLE_|SELF_SIGNED|DEPTH_ZERO)/.test(
    String(error.code),
  );

interface Answer {
  readonly status: number;
  readonly text: string;
}

const askOnce = (query: string, { url, env, signal }: Asking): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const address = new URL(url);
    address.search = query;
    // Like the SDKs of Batch and storage, it takes the proxy from HTTPS_PROXY and NO_PROXY.
    const isHttps = address.protocol === "https:";
    const agent = isHttps ? new HttpsAgent({ proxyEnv: env }) : new HttpAgent({ proxyEnv: env });
    const get = isHttps ? getHttps : getHttp;
    const headers = { accept: "application/json" };
    get(address, { agent, signal, headers }, (response) => void readText(response).then(resolve, reject)).on(
      "error",
      reject,
    );
  });

const readText = async (response: IncomingMessage): Promise<Answer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw new Error(`expected at most ${mostBytes} bytes, got more`);
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") };
};
