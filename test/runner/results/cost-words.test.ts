import assert from "node:assert/strict";
import { formatCost, formatPrice } from "../../../runner/prices/currency.ts";
import { costBasis, costWords } from "../../../runner/results/cost-words.ts";
import type { RunCost } from "../../../runner/results/run-cost.ts";

const cost: RunCost = {
  ...{ amount: 0.314, currency: "USD", dedicatedHours: 2.4, spotHours: 0, vmSize: "Standard_D2s_v5" },
  ...{ location: "eastus", dedicatedPrice: 0.096, priceDate: "2026-11-20", priceSource: "api" },
};

describe("costs in words", () => {
  it("formats amounts of any size and currency", () => {
    assert.deepEqual(
      [0, 0.00021, 0.0096, 0.314, 12, 1234.5].map((amount) => formatCost(amount, "USD")),
      ["$0.00", "$0.0002", "$0.01", "$0.31", "$12.00", "$1,234.50"],
    );
    assert.deepEqual([formatCost(1, "EUR"), formatCost(150, "JPY")], ["€1.00", "¥150"]);
    assert.deepEqual(
      [0.096, 3.6, 0.04785].map((price) => formatPrice(price, "USD")),
      ["$0.096", "$3.60", "$0.0479"],
    );
  });

  it("says how sure the amount is", () => {
    assert.equal(costWords(cost), "about $0.31");
    assert.equal(costWords({ ...cost, isUpperBound: true }), "at most $0.31");
    assert.equal(costWords({ ...cost, isHypothetical: true }), "about $0.31 on Azure");
  });

  it("names hours, prices and their source", () => {
    assert.equal(
      costBasis({ ...cost, spotHours: 10, spotPrice: 0.0389 }),
      "Standard_D2s_v5 in eastus: 2.4 node hours at $0.096, 10.0 spot node hours at $0.0389; list prices of 2026-11-20",
    );
    assert.match(costBasis({ ...cost, priceSource: "option" }), / at \$0\.096 \(--node-price\)$/);
    assert.match(costBasis({ ...cost, dedicatedHours: 0.00000042 }), / 0\.00000042 node hours /);
  });
});
