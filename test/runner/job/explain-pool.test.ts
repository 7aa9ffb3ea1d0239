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

  it("ignores the error of the last resize during a resize", () => {
    const pool = { targetDedicatedNodes: 10, currentDedicatedNodes: 1, resizeErrors: [quota] };
    assert.equal(shortfallOf({ ...pool, allocationState: "resizing" }, now), undefined);
    assert.match(shortfallOf({ ...pool, allocationState: "steady" }, now) ?? "", /^1 of 10 nodes: Account/);
  });
});
