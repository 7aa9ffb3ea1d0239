import assert from "node:assert/strict";
import { explainEmpty, oneLine, shortfallOf } from "../../../runner/job/explain-pool.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";
import { explains, explanations, now, type Pool, quota, resizing, steady, type Views } from "./explained.ts";

const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);

const autoscale = (run: Pool["autoScaleRun"]): Pool => ({
  ...steady,
  enableAutoScale: true,
  autoScaleEvaluationInterval: "PT5M",
  ...(run && { autoScaleRun: run }),
});

const views: Views = {
  "a missing pool": { view: {}, isHopeless: true, values: ["pool p"] },
  "a resizing pool": { view: { pool: resizing }, isHopeless: false, values: ["pool p"] },
  "an empty pool": { view: { pool: steady }, isHopeless: true, values: ["pool p", "0"] },
  "a pool with a resize error": {
    view: { pool: { ...steady, resizeErrors: [quota] } },
    isHopeless: true,
    values: ["pool p", "AccountCoreQuotaReached"],
  },
  "an old resize error during a resize": {
    view: { pool: { ...resizing, resizeErrors: [quota] } },
    isHopeless: false,
    values: ["pool p"],
  },
  "a pool that has been resizing for minutes": {
    view: {
      pool: {
        ...resizing,
        targetDedicatedNodes: 2,
        targetLowPriorityNodes: 1,
        allocationStateTransitionTime: minutesAgo(6),
      },
    },
    isHopeless: false,
    values: ["pool p", "3", "6m 00s"],
  },
  "a pool that has been resizing for a minute": {
    view: { pool: { ...resizing, targetDedicatedNodes: 1, allocationStateTransitionTime: minutesAgo(1) } },
    isHopeless: false,
    values: ["pool p", "1 node", "1m 00s"],
  },
  "an autoscaled pool with a resize error": {
    view: { pool: { ...autoscale(undefined), resizeErrors: [quota] } },
    isHopeless: false,
    values: ["pool p", "AccountCoreQuotaReached", "autoscale"],
  },
  "an autoscale formula with another result": {
    view: { pool: autoscale({ timestamp: minutesAgo(5), results: "$x=1" }) },
    isHopeless: false,
    values: ["pool p", "$x=1"],
  },
  "an autoscale formula without a result": {
    view: { pool: autoscale({ timestamp: minutesAgo(5) }) },
    isHopeless: false,
    values: ["pool p", "autoscale"],
  },
  "an autoscale formula of dedicated nodes, evaluated at the default interval": {
    view: {
      pool: {
        ...steady,
        enableAutoScale: true,
        autoScaleRun: { timestamp: minutesAgo(3), results: "$TargetDedicated=2" },
      },
    },
    isHopeless: false,
    values: ["2 dedicated", "12m 00s"],
  },
  "the time of a resize error": {
    view: {
      pool: {
        ...steady,
        targetDedicatedNodes: 2,
        resizeErrors: [quota],
        allocationStateTransitionTime: minutesAgo(90),
      },
    },
    isHopeless: true,
    values: ["pool p", "AccountCoreQuotaReached", "1h 30m"],
  },
  "a steady pool that lost its nodes": {
    view: { pool: { ...steady, targetDedicatedNodes: 2 } },
    isHopeless: true,
    values: ["pool p"],
  },
  "a pool that is being deleted": {
    view: { pool: { ...steady, state: "deleting" } },
    isHopeless: true,
    values: ["pool p"],
  },
  "an autoscaled pool without nodes": {
    view: {
      pool: autoscale({
        timestamp: minutesAgo(2),
        results: "$TargetDedicatedNodes=0;$TargetLowPriorityNodes=1;$NodeDeallocationOption=requeue",
      }),
    },
    isHopeless: false,
    values: ["pool p", "0 dedicated", "1 spot", "2m 00s", "3m 00s"],
  },
  "an autoscale formula that failed": {
    view: {
      pool: autoscale({
        timestamp: minutesAgo(7),
        error: { code: "AutoScalingFormulaEvaluationError", message: "Division by zero." },
      }),
    },
    isHopeless: false,
    values: ["pool p", "7m 00s", "AutoScalingFormulaEvaluationError: Division by zero"],
  },
  "a formula that has not run": {
    view: { pool: autoscale(undefined) },
    isHopeless: false,
    values: ["pool p", "autoscale"],
  },
  "a pool with fewer nodes than its target": {
    view: {
      pool: { ...steady, targetDedicatedNodes: 10, currentDedicatedNodes: 1, resizeErrors: [quota] },
      nodes: [{ state: "starting" }],
    },
    isHopeless: false,
    values: ["1 starting", "1 of 10", "AccountCoreQuotaReached"],
  },
};

describe("job/explain-pool", () => {
  explains(views);

  it("has the explanations of the snapshot", () => assertSnapshot("job/explain-pool", explanations(views)));

  it("counts dedicated and spot nodes for a shortfall, and none without an error", () => {
    const pool = { ...steady, targetDedicatedNodes: 1, targetLowPriorityNodes: 2 } as const;
    const current = (
      currentDedicatedNodes: number,
      currentLowPriorityNodes: number,
      resizeErrors = [quota],
    ) => shortfallOf({ ...pool, currentDedicatedNodes, currentLowPriorityNodes, resizeErrors }, now);
    assert.match(current(1, 1) ?? "", /^2 of 3 nodes: /);
    assert.match(current(0, 1) ?? "", /^1 of 3 nodes: /);
    assert.equal(current(1, 2), undefined);
    assert.equal(current(2, 2), undefined);
    assert.equal(current(1, 1, []), undefined);
    assert.match(shortfallOf({ ...pool, resizeErrors: [quota] }, now) ?? "", /^0 of 3 nodes: /);
  });

  it("mentions the duration of a resize only from a minute on", () => {
    const explained = (seconds: number): string =>
      explainEmpty(
        "p",
        { ...resizing, allocationStateTransitionTime: new Date(now.getTime() - seconds * 1000) },
        now,
      ).text;
    assert.match(explained(60), /1m 00s/);
    assert.doesNotMatch(explained(59), / s\b|\dm/);
  });

  it("returns one line of a message, without its full stop", () => {
    assert.equal(oneLine("First. Second.\nRequestId: 1"), "First. Second");
    assert.equal(oneLine("First\r\nSecond"), "First");
    assert.notEqual(oneLine(undefined), "");
  });

  it("ignores the error of the last resize during a resize", () => {
    const pool = { targetDedicatedNodes: 10, currentDedicatedNodes: 1, resizeErrors: [quota] };
    assert.equal(shortfallOf({ ...pool, allocationState: "resizing" }, now), undefined);
    assert.match(shortfallOf({ ...pool, allocationState: "steady" }, now) ?? "", /^1 of 10 nodes: Account/);
  });
});
