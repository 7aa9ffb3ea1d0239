import assert from "node:assert/strict";
import { shortfallOf } from "../../../runner/job/explain-pool.ts";
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
  "no pool": { view: {}, isHopeless: true, values: ["pool p"] },
  "a pool on its way": { view: { pool: resizing }, isHopeless: false, values: ["pool p"] },
  "an empty pool": { view: { pool: steady }, isHopeless: true, values: ["pool p", "0"] },
  "a pool that could not get nodes": {
    view: { pool: { ...steady, resizeErrors: [quota] } },
    isHopeless: true,
    values: ["pool p", "AccountCoreQuotaReached"],
  },
  "an old resize error while a new resize is under way": {
    view: { pool: { ...resizing, resizeErrors: [quota] } },
    isHopeless: false,
    values: ["pool p"],
  },
  "a pool that waits for nodes for long, and how many": {
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
  "when the nodes could not be had": {
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
  "nodes that are gone": {
    view: { pool: { ...steady, targetDedicatedNodes: 2 } },
    isHopeless: true,
    values: ["pool p"],
  },
  "a pool on its way out": {
    view: { pool: { ...steady, state: "deleting" } },
    isHopeless: true,
    values: ["pool p"],
  },
  "an autoscaled pool at zero: what the formula wanted, and when it is asked again": {
    view: {
      pool: autoscale({
        timestamp: minutesAgo(2),
        results: "$TargetDedicatedNodes=0;$TargetLowPriorityNodes=1;$NodeDeallocationOption=requeue",
      }),
    },
    isHopeless: false,
    values: ["pool p", "0 dedicated", "1 spot", "2m 00s", "3m 00s"],
  },
  "an autoscale formula that fails": {
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
  "that the pool has fewer nodes than it is to have": {
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

  it("takes the error of the last resize for stale while a new one is under way", () => {
    const pool = { targetDedicatedNodes: 10, currentDedicatedNodes: 1, resizeErrors: [quota] };
    assert.equal(shortfallOf({ ...pool, allocationState: "resizing" }, now), undefined);
    assert.match(shortfallOf({ ...pool, allocationState: "steady" }, now) ?? "", /^1 of 10 nodes: Account/);
  });
});
