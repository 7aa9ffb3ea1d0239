import assert from "node:assert/strict";
import { costOf, type NodePrice, nodeHoursOf } from "../../../runner/results/run-cost.ts";

const price: NodePrice = {
  ...{ vmSize: "Standard_D2s_v5", location: "eastus", currency: "USD", date: "2026-11-20", source: "api" },
  ...{ dedicated: 0.1, spot: 0.02, isHypothetical: false },
};

const at = (time: string): string => `2026-11-23T${time}:00.000Z`;
const task = (nodeId: string, from: string, to: string, more = {}) => ({
  nodeId,
  times: { startedAt: at(from), endedAt: at(to) },
  ...more,
});
const node = (id: string, allocated: string, more = {}) => ({
  id,
  isSpot: false,
  allocatedAt: at(allocated),
  ...more,
});
const createdAt = at("10:00");

describe("nodeHoursOf", () => {
  it("counts a node from its allocation to the end of the run's last task on it", () => {
    const outcomes = [task("a", "10:30", "11:00"), task("a", "10:40", "12:00"), task("b", "10:40", "10:45")];
    const nodes = [node("a", "10:15"), node("b", "09:00", { isSpot: true }), node("idle", "10:00")];
    assert.deepEqual(nodeHoursOf({ createdAt, nodes, outcomes }), { dedicatedHours: 1.75, spotHours: 0.75 });
  });

  it("counts an unknown node from its first task, to the end of its uploads", () => {
    const uploaded = { startedAt: at("10:30"), endedAt: at("11:00"), uploadedAt: at("11:30") };
    const hours = nodeHoursOf({ createdAt, outcomes: [{ nodeId: "a", times: uploaded }] });
    assert.deepEqual(hours, { dedicatedHours: 1, spotHours: 0 });
  });

  it("leaves out tasks of earlier runs, and tasks that never ran", () => {
    const outcomes = [task("a", "10:00", "11:00", { cachedFrom: "job-0" }), {}];
    assert.deepEqual(nodeHoursOf({ createdAt, outcomes }), { dedicatedHours: 0, spotHours: 0 });
  });

  it("counts a preempted node without a completed task until it left", () => {
    const nodes = [node("a", "10:30", { isSpot: true, state: "preempted", leftAt: at("11:00") })];
    assert.deepEqual(nodeHoursOf({ createdAt, nodes, outcomes: [] }), { dedicatedHours: 0, spotHours: 0.5 });
  });
});

describe("costOf", () => {
  it("multiplies the hours of each kind by its price", () => {
    assert.equal(costOf({ dedicatedHours: 2, spotHours: 5 }, price)?.amount, 0.3);
  });

  it("takes the price of dedicated nodes as the limit for spot nodes", () => {
    const cost = costOf({ dedicatedHours: 2, spotHours: 5 }, { ...price, spot: undefined });
    assert.deepEqual([cost?.amount, cost?.isUpperBound], [0.7, true]);
    const none = costOf({ dedicatedHours: 2, spotHours: 0 }, { ...price, spot: undefined });
    assert.equal(none?.isUpperBound, undefined);
  });

  it("is unknown without a price", () => {
    assert.equal(costOf({ dedicatedHours: 2, spotHours: 5 }, undefined), undefined);
    assert.equal(costOf({ dedicatedHours: 2, spotHours: 5 }, { ...price, dedicated: undefined }), undefined);
    assert.equal(
      costOf({ dedicatedHours: 0, spotHours: 5 }, { ...price, dedicated: undefined })?.amount,
      0.1,
    );
  });
});
