import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A Retail Prices API on loopback. */
interface PriceServer {
  readonly url: string;
  /** Query of each request, decoded. */
  readonly queries: string[];
  readonly close: () => void;
}

export interface Reply {
  readonly status?: number;
  readonly body?: unknown;
  /** Never answers. */
  readonly hangs?: boolean;
}

/** Answers each request with the next reply, and then again with the last. */
export const startPriceServer = async (...replies: readonly Reply[]): Promise<PriceServer> => {
  const queries: string[] = [];
  const server = createServer((request, response) => {
    const {
      status = 200,
      body = { Items: [] },
      hangs,
    } = replies[Math.min(queries.length, replies.length - 1)] ?? {};
    queries.push(decodeURIComponent(new URL(request.url ?? "", "http://host").search));
    if (hangs) return;
    response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/retail/prices`,
    queries,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

/** A meter as the API returns it, of the 23 or so fields of a record. */
export const meter = (fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  currencyCode: "USD",
  tierMinimumUnits: 0,
  retailPrice: 0.096,
  unitPrice: 0.096,
  armRegionName: "eastus",
  location: "US East",
  effectiveStartDate: "2021-11-01T00:00:00Z",
  meterId: "6e1a5d4e-95f5-5a7a-9b62-d4b9e1d8b1c1",
  meterName: "D2s v5",
  productId: "DZH318Z08MC2",
  skuId: "DZH318Z08MC2/00BX",
  productName: "Virtual Machines Dsv5 Series",
  skuName: "D2s v5",
  serviceName: "Virtual Machines",
  serviceId: "DZH313Z7MMC8",
  serviceFamily: "Compute",
  unitOfMeasure: "1 Hour",
  type: "Consumption",
  isPrimaryMeterRegion: true,
  armSkuName: "Standard_D2s_v5",
  ...fields,
});

const named = (name: string, fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  meter({ meterName: name, skuName: name, ...fields });

/** The meters of a size: of VMs and of other products, for both operating systems, and of spot nodes last month. */
export const d2sMeters = [
  named("D2s v5 Spot", { retailPrice: 0.0412, effectiveEndDate: "2026-10-31T23:59:00Z" }),
  named("D2s v5 Spot", { retailPrice: 0.0389, effectiveStartDate: "2026-11-01T00:00:00Z" }),
  named("D2s v5 Spot", { retailPrice: 0.1783, productName: "Virtual Machines Dsv5 Series Windows" }),
  named("D2s v5 Low Priority", { retailPrice: 0.0192 }),
  named("D2s v5", { retailPrice: 0.144, productName: "Dsv5 Series CloudServices" }),
  named("D2s v5", { retailPrice: 0.188, productName: "Virtual Machines Dsv5 Series Windows" }),
  named("D2s v5", { retailPrice: 4.2, productName: "Dsv5 Series DedicatedHost" }),
  meter(),
  meter({ type: "DevTestConsumption", retailPrice: 0.05 }),
  meter({ armRegionName: "westeurope", retailPrice: 0.115 }),
];

export const pageOf = (items: readonly unknown[], NextPageLink: string | null = null): object => ({
  BillingCurrency: "USD",
  CustomerEntityId: "Default",
  CustomerEntityType: "Retail",
  Items: items,
  NextPageLink,
  Count: items.length,
});
