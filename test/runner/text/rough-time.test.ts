import assert from "node:assert/strict";
import { aboutTime, inUnits, roughly } from "../../../runner/text/rough-time.ts";

const [second, minute, hour] = [1000, 60_000, 3_600_000];

describe("times in words", () => {
  for (const [ms, expected] of [
    [0, "5 s"],
    [23 * second, "25 s"],
    [58 * second, "1m"],
    [128 * second, "2m 10s"],
    [598 * second, "10m"],
    [12.4 * minute, "12m"],
    [59.8 * minute, "1h"],
    [64 * minute, "1h 05m"],
    [26 * hour, "1d 02h"],
  ] as const)
    it(`rounds ${ms} ms to ${expected}`, () => assert.equal(roughly(ms), expected));

  for (const [ms, expected] of [
    [400, "0.4 s"],
    [59_999, "59 s"],
    [60_000, "1m"],
    [125_000, "2m 05s"],
    [hour, "1h"],
    [hour + 5 * minute, "1h 05m"],
    [51 * hour, "2d 03h"],
  ] as const)
    it(`writes ${ms} ms as ${expected}`, () => assert.equal(inUnits(ms), expected));

  it("doesn't pretend to know the last seconds", () =>
    assert.deepEqual([0, 4000].map(aboutTime), ["a few seconds", "a few seconds"]));
});
