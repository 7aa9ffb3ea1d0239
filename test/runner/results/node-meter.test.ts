import assert from "node:assert/strict";
import { nodeMeter } from "../../../runner/results/node-meter.ts";

const at = (time: string): Date => new Date(`2026-11-23T${time}:00.000Z`);
const run = { createdAt: at("10:00").toISOString(), tasks: 10 };
const node = (id: string, allocated = "09:00", more = {}) => ({
  ...{ id, state: "running" as const, isDedicated: true, allocationTime: at(allocated) },
  ...more,
});

describe("nodeMeter", () => {
  it("counts nodes from the creation of the run, or from their allocation", () => {
    const meter = nodeMeter(run);
    meter.see([node("a"), node("b", "10:15", { isDedicated: false })], at("10:30"));
    assert.deepEqual(meter.hours(10, at("10:30")), { dedicatedHours: 0.5, spotHours: 0.25 });
    assert.deepEqual(meter.hours(10, at("11:30")), { dedicatedHours: 1.5, spotHours: 1.25 });
  });

  it("counts no more nodes than the run has unfinished tasks", () => {
    const meter = nodeMeter({ ...run, tasks: 2 });
    meter.see([node("a", "09:00"), node("b", "09:00"), node("c", "09:00")], at("10:00"));
    assert.equal(meter.hours(2, at("10:00")).dedicatedHours, 0);
    assert.equal(meter.hours(1, at("11:00")).dedicatedHours, 2);
    assert.equal(meter.hours(0, at("12:00")).dedicatedHours, 3);
    assert.equal(meter.hours(0, at("13:00")).dedicatedHours, 3);
  });

  it("stops counting nodes that are preempted or gone", () => {
    const meter = nodeMeter(run);
    meter.see([node("a"), node("b", "09:00", { isDedicated: false })], at("10:00"));
    meter.see([node("b", "09:00", { isDedicated: false, state: "preempted" })], at("11:00"));
    assert.deepEqual(meter.hours(10, at("12:00")), { dedicatedHours: 1, spotHours: 1 });
  });

  it("counts nothing before nodes are listed", () => {
    assert.deepEqual(nodeMeter(run).hours(5, at("11:00")), { dedicatedHours: 0, spotHours: 0 });
  });
});
