import assert from "node:assert/strict";
import { nodePriceOf } from "../../../runner/run/node-price.ts";
import { startPricing } from "../../../runner/run/pricing.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { fakeClock } from "../fakes.ts";
import { keysOutputs } from "../outputs.ts";
import { d2sMeters, pageOf, startPriceServer } from "../prices/price-server.ts";

const outputs = { ...keysOutputs(), vmSize: "Standard_D2s_v5", location: "eastus" };
const onThisMachine = { ...outputs, batchAccountEndpoint: "http://127.0.0.1:1" };

describe("nodePriceOf", () => {
  let asked: readonly string[] = [];
  const priceOn = async (on: typeof outputs, flags = {}, more = {}) => {
    const server = await startPriceServer({ body: pageOf(d2sMeters) });
    try {
      return await withTemporaryFolder((folder) => {
        const env = { XDG_CACHE_HOME: folder, AZBATCH_PRICES_URL: server.url, ...more };
        const { signal } = new AbortController();
        return nodePriceOf(on, flags, { env, clock: fakeClock(), signal });
      });
    } finally {
      server.close();
      asked = server.queries;
    }
  };

  it("asks for the size and region of the environment", async () => {
    const price = await priceOn(outputs);
    assert.deepEqual([price?.dedicated, price?.source, price?.isHypothetical], [0.096, "api", false]);
    assert.equal(asked.length, 1);
  });

  it("sends no request for the local cloud, where the price is hypothetical", async () => {
    const price = await priceOn(onThisMachine);
    assert.deepEqual([price?.dedicated, price?.source, price?.isHypothetical], [0.096, "table", true]);
    assert.deepEqual(asked, []);
  });

  it("sends no request with --offline and with --node-price", async () => {
    assert.equal((await priceOn(outputs, { offline: true }))?.source, "table");
    assert.deepEqual(asked, []);
    const given = await priceOn(outputs, { nodePrice: 2 }, { AZBATCH_CURRENCY: "eur" });
    assert.deepEqual(
      [given?.dedicated, given?.spot, given?.currency, given?.source],
      [2, 2, "EUR", "option"],
    );
    assert.deepEqual(asked, []);
  });

  it("refuses an unknown currency", async () => {
    await assert.rejects(priceOn(outputs, {}, { AZBATCH_CURRENCY: "€" }), isUsageError("InvalidCurrency"));
  });

  it("refuses an unknown currency before the price is needed", () => {
    const context = {
      env: { AZBATCH_CURRENCY: "EURO" },
      clock: fakeClock(),
      signal: new AbortController().signal,
    };
    assert.throws(() => startPricing(outputs, {}, context), isUsageError("InvalidCurrency"));
  });
});
