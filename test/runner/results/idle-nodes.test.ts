import assert from "node:assert/strict";
import { autoscaleFormula } from "../../../infra/autoscale.ts";
import { idleNodesOf, idleWords } from "../../../runner/results/idle-nodes.ts";
import type { NodePrice } from "../../../runner/results/run-cost.ts";

const price: NodePrice = {
  ...{ vmSize: "Standard_D2s_v5", location: "eastus", currency: "USD", date: "2026-11-20", source: "api" },
  ...{ dedicated: 0.1, spot: 0.02, isHypothetical: false },
};
const formula = (minNodes: number): string =>
  autoscaleFormula({ minNodes, maxNodes: 20, spotPercent: 50, taskSlotsPerNode: 2, idleMinutes: 15 });
const nodes = { currentDedicatedNodes: 3, currentLowPriorityNodes: 5 };

describe("idleNodesOf", () => {
  it("names all nodes of a pool of fixed size", () => {
    const cost = { costPerHour: 0.4, currency: "USD" };
    assert.deepEqual(idleNodesOf(nodes, price), { dedicated: 3, spot: 5, ...cost });
  });

  it("names the minimum of the stack's autoscale formula", () => {
    const pool = { ...nodes, enableAutoScale: true, autoScaleFormula: formula(2) };
    assert.deepEqual(idleNodesOf(pool, undefined), { dedicated: 2, spot: 0 });
  });

  it("names none of a pool that shrinks to nothing, of an unknown formula, and of an empty pool", () => {
    const scaled = { ...nodes, enableAutoScale: true };
    assert.equal(idleNodesOf({ ...scaled, autoScaleFormula: formula(0) }, price), undefined);
    assert.equal(
      idleNodesOf({ ...scaled, autoScaleFormula: "$TargetDedicatedNodes = 4;" }, price),
      undefined,
    );
    assert.equal(idleNodesOf({ currentDedicatedNodes: 0 }, price), undefined);
  });

  it("says what they cost and how to remove them", () => {
    const [first, second] = idleWords({ dedicated: 1, spot: 1, costPerHour: 0.192, currency: "USD" });
    assert.match(first ?? "", /^2 nodes stay .*about \$0\.19 per hour$/);
    assert.match(second ?? "", /npx pulumi destroy/);
    assert.doesNotMatch(idleWords({ dedicated: 1, spot: 0 })[0] ?? "", /hour/);
  });
});
