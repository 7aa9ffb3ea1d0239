import assert from "node:assert/strict";
import { estimateRun, planText } from "../../../runner/results/estimate.ts";
import type { NodePrice } from "../../../runner/results/run-cost.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";
import { manifestOf } from "../fakes.ts";

const manifest = manifestOf(24);
/** Tasks of which an earlier run has done the first four. */
const withCached = {
  ...manifest,
  tasks: manifest.tasks.map((task, i) => (i < 4 ? { ...task, cachedFrom: "job-0" } : task)),
};
const pool = { poolId: "workers", maxDedicatedNodes: 2, maxSpotNodes: 3, taskSlotsPerNode: 4 };
const price: NodePrice = {
  ...{ vmSize: "Standard_D2s_v5", location: "eastus", currency: "USD", date: "2026-11-20", source: "api" },
  ...{ dedicated: 0.25, spot: 0.05, isHypothetical: false },
};
const request = {
  manifest: withCached,
  description: "Counts words",
  missing: [{ size: 1000 }, { size: 234 }],
  pool,
  medianSeconds: 90,
  nodePrice: price,
};

describe("estimate", () => {
  it("divides the time of the tasks left to run by the task slots of a node", () => {
    const { nodeHours, cost, slots, tasks, cached } = estimateRun(request);
    // 20 tasks of 90 s on nodes with 4 slots.
    assert.deepEqual(
      { tasks, cached, slots, nodeHours },
      { tasks: 24, cached: 4, slots: 20, nodeHours: 0.125 },
    );
    // Three of five nodes are spot.
    assert.equal(cost?.amount, 0.01625);
  });

  it("sums what storage does not have", () => {
    const { uploads, uploadBytes } = estimateRun(request);
    assert.deepEqual({ uploads, uploadBytes }, { uploads: 2, uploadBytes: 1234 });
  });

  it("knows no node time without an earlier run or an environment, and no cost without a price", () => {
    assert.equal(estimateRun({ ...request, medianSeconds: undefined }).nodeHours, undefined);
    assert.equal(estimateRun({ ...request, pool: undefined }).nodeHours, undefined);
    assert.equal(estimateRun({ ...request, nodePrice: undefined }).cost, undefined);
  });

  it("is 0 hours where every task is done", () => {
    const done = manifest.tasks.map((task) => ({ ...task, cachedFrom: "job-0" }));
    const { nodeHours } = estimateRun({ ...request, manifest: { ...manifest, tasks: done } });
    assert.equal(nodeHours, 0);
  });

  for (const [name, changes] of Object.entries({
    complete: {},
    "without-earlier-runs": { medianSeconds: undefined },
    "without-an-environment": { pool: undefined, description: undefined },
    "few-tasks": { manifest: manifestOf(1), nodePrice: undefined },
  }))
    it(`prints the plan of the snapshot: ${name}`, () => {
      const asked = { ...request, ...changes };
      return assertSnapshot(`dry-run/${name}`, planText(estimateRun(asked), asked));
    });
});
