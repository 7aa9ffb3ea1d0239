import assert from "node:assert/strict";
import type { Pace } from "../../../runner/display/pace.ts";
import { progressBlock } from "../../../runner/display/progress-block.ts";
import type { Progress } from "../../../runner/events.ts";

const progress = (fields: Partial<Progress> = {}): Progress => ({
  event: "progress",
  total: 100,
  counts: { active: 50, running: 10, succeeded: 39, failed: 1 },
  elapsedMs: 12_400,
  nodes: { running: 2 },
  ...fields,
});
const plain = (_: unknown, text: string): string => text;
const lines = (fields: Partial<Progress> = {}, columns = 80, pace: Pace = {}) =>
  progressBlock(progress(fields), pace, columns, plain).split("\n");

describe("display/progress-block", () => {
  it("shows states, counts, time and nodes without colour too", () => {
    assert.deepEqual(lines({}, 50), [
      "████████████X▒▒▒░░░░░░░░░░░░░░░░░  40/100  12.4 s",
      "50 waiting · 10 running · 39 succeeded · 1 failed",
      "■■ nodes: 2 running",
    ]);
  });

  it("shows how fast it goes and what is left", () => {
    assert.deepEqual(lines({}, 80, { rate: 3.26, leftMs: 18_400 }).slice(0, 2), [
      "███████████████████X▒▒▒▒▒░░░░░░░░░░░░░░░░░░░░░░░░░  40/100  12.4 s, 18.4 s left",
      "50 waiting · 10 running · 39 succeeded · 1 failed · 3.3/s",
    ]);
    assert.match(lines({}, 80, { rate: 0.2 })[1] ?? "", /· 12\/min$/);
  });

  it("never is wider than the terminal, or than 80 columns", () => {
    const waiting = "x".repeat(600);
    const pace = { rate: 1000, leftMs: 86_400_000 };
    for (const columns of [1, 5, 15, 20, 40, 60, 80, 200]) {
      for (const more of [{ waiting }, { shortfall: waiting }]) {
        for (const line of lines({ ...more, nodes: { running: 900, idle: 99, unknown: 1 } }, columns, pace))
          assert(line.length <= Math.max(1, Math.min(80, columns) - 1), `${columns}: ${line}`);
      }
    }
  });

  it("says a long reason to the end, in lines of whole words", () => {
    const waiting = `pool workers has no nodes yet: ${"AccountCoreQuotaReached ".repeat(3).trim()}`;
    assert.deepEqual(lines({ nodes: {}, waiting }, 60).slice(2), [
      "no nodes",
      "waiting: pool workers has no nodes yet:",
      "AccountCoreQuotaReached AccountCoreQuotaReached",
      "AccountCoreQuotaReached",
    ]);
  });

  it("says once what the nodes do where that is the reason", () => {
    assert.deepEqual(lines({ waiting: "nodes: 2 starting", nodes: { starting: 2 } }).slice(2), [
      "waiting: nodes: 2 starting",
    ]);
  });

  it("says why there are not more nodes", () => {
    assert.equal(lines({ shortfall: "1 of 10 nodes: Quota" }).at(-1), "the pool has 1 of 10 nodes: Quota");
  });

  it("has a cell for each node, by its state", () => {
    const nodes = { starttaskfailed: 1, idle: 1, running: 3, starting: 2, leavingpool: 1 };
    assert.match(lines({ nodes })[2] ?? "", /^■■■□▸▸✘· nodes: 1 with a failed start task, 1 idle, 3 running/);
  });

  it("has fewer cells for very many nodes, but one for each state", () => {
    assert.match(lines({ nodes: { running: 998, unusable: 1, idle: 1 } })[2] ?? "", /^■{22}□✘ nodes/);
  });
});
