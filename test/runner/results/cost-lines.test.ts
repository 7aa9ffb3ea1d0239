import assert from "node:assert/strict";
import { costLines, spentWords, statusCost, verdictCost } from "../../../runner/results/cost-lines.ts";
import type { RunCost } from "../../../runner/results/run-cost.ts";

const cost: RunCost = {
  ...{ amount: 0.314, currency: "USD", dedicatedHours: 3.3, spotHours: 0, vmSize: "Standard_D2s_v5" },
  ...{ location: "eastus", dedicatedPrice: 0.096, priceDate: "2026-11-20", priceSource: "api" },
};

const shown = (of: RunCost) => ({
  verdict: verdictCost({ cost: of }) !== "",
  lines: costLines({ cost: of }).length,
  status: statusCost({ cost: of }).length,
  spent: spentWords({ cost: of }).length,
});

describe("lines about costs", () => {
  it("are everywhere if something is paid, however little", () => {
    for (const amount of [0.314, 0.000001])
      assert.deepEqual(shown({ ...cost, amount }), { verdict: true, lines: 1, status: 2, spent: 1 });
  });

  it("are absent if nothing ran", () => {
    const none = { verdict: false, lines: 0, status: 0, spent: 0 };
    assert.deepEqual(shown({ ...cost, amount: 0, dedicatedHours: 0 }), none);
  });

  it("say on the local cloud that nothing is paid, from a cent on", () => {
    const hypothetical = { ...cost, isHypothetical: true } as const;
    assert.deepEqual(shown(hypothetical), { verdict: false, lines: 2, status: 2, spent: 1 });
    assert.match(costLines({ cost: hypothetical }).join("\n"), /nothing is paid/);
    const none = { verdict: false, lines: 0, status: 0, spent: 0 };
    assert.deepEqual(shown({ ...hypothetical, amount: 0.009 }), none);
  });
});
