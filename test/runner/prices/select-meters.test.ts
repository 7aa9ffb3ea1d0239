import assert from "node:assert/strict";
import * as v from "valibot";
import { PricePage, selectMeters } from "../../../runner/prices/select-meters.ts";
import { d2sMeters, meter, pageOf } from "./price-server.ts";

const request = { vmSize: "Standard_D2s_v5", location: "eastus", currency: "USD" };
const now = new Date("2026-11-26T12:00:00Z");

const select = (items: readonly unknown[], fields: Partial<typeof request> = {}) =>
  selectMeters(v.parse(PricePage, pageOf(items)).Items, { ...request, ...fields }, now);

describe("selectMeters", () => {
  it("chooses the present prices of Linux VMs among all meters of a size", () => {
    assert.deepEqual(select(d2sMeters), { dedicated: 0.096, spot: 0.0389 });
  });

  it("takes names of sizes and regions in any case", () => {
    assert.deepEqual(select(d2sMeters, { vmSize: "standard_d2S_v5", location: "WestEurope" }), {
      dedicated: 0.115,
      spot: undefined,
    });
  });

  it("takes the price of low-priority nodes only without one of spot nodes", () => {
    const low = { skuName: "D2s v5 Low Priority", retailPrice: 0.0192 };
    assert.deepEqual(select([meter(), meter(low)]), { dedicated: 0.096, spot: 0.0192 });
  });

  it("takes the newest of several prices in force", () => {
    const newer = { retailPrice: 0.099, effectiveStartDate: "2026-11-20T00:00:00Z" };
    assert.equal(select([meter(), meter(newer)]).dedicated, 0.099);
  });

  it("knows no price where meters of one day differ, or the price isn't set or not in force", () => {
    const unknown = { dedicated: undefined, spot: undefined };
    assert.deepEqual(select([meter(), meter({ retailPrice: 0.2 })]), unknown);
    assert.deepEqual(select([meter({ retailPrice: 0 })]), unknown);
    assert.deepEqual(select([meter({ effectiveStartDate: "2026-12-01T00:00:00Z" })]), unknown);
    assert.deepEqual(select(d2sMeters, { currency: "EUR" }), unknown);
    assert.deepEqual(select([]), unknown);
  });
});
