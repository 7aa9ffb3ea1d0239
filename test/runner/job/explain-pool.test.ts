import assert from "node:assert/strict";
import { shortfallOf } from "../../../runner/job/explain-pool.ts";
import { now, type Pool, quota, resizing, says, steady } from "./explained.ts";

const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);

describe("job/explain-pool", () => {
  it("no pool", says({}, "pool p does not exist", true));
  it(
    "a pool on its way",
    says({ pool: resizing }, "pool p is being given nodes, which usually takes a few minutes", false),
  );
  it("an empty pool", says({ pool: steady }, "pool p has no nodes: it is set to 0 nodes", true));
  it(
    "a pool that could not get nodes",
    says(
      { pool: { ...steady, resizeErrors: [quota] } },
      "pool p has no nodes: AccountCoreQuotaReached: The account has reached its quota",
      true,
    ),
  );
  it(
    "an old resize error while a new resize is under way",
    says(
      { pool: { ...resizing, resizeErrors: [quota] } },
      "pool p is being given nodes, which usually takes a few minutes",
      false,
    ),
  );
  it(
    "a pool that waits for nodes for long, and how many",
    says(
      {
        pool: {
          ...resizing,
          targetDedicatedNodes: 2,
          targetLowPriorityNodes: 1,
          allocationStateTransitionTime: minutesAgo(6),
        },
      },
      "pool p is being given 3 nodes, which usually takes a few minutes, since 6m 00s",
      false,
    ),
  );
  it(
    "when the nodes could not be had",
    says(
      {
        pool: {
          ...steady,
          targetDedicatedNodes: 2,
          resizeErrors: [quota],
          allocationStateTransitionTime: minutesAgo(90),
        },
      },
      "pool p has no nodes: AccountCoreQuotaReached: The account has reached its quota (1h 30m ago)",
      true,
    ),
  );
  it(
    "nodes that are gone",
    says(
      { pool: { ...steady, targetDedicatedNodes: 2 } },
      "pool p has no nodes: those it had are gone",
      true,
    ),
  );
  it(
    "a pool on its way out",
    says({ pool: { ...steady, state: "deleting" } }, "pool p is being deleted", true),
  );

  const autoscale = (run: Pool["autoScaleRun"]): Pool => ({
    ...steady,
    enableAutoScale: true,
    autoScaleEvaluationInterval: "PT5M",
    ...(run && { autoScaleRun: run }),
  });
  it(
    "an autoscaled pool at zero: what the formula wanted, and when it is asked again",
    says(
      {
        pool: autoscale({
          timestamp: minutesAgo(2),
          results: "$TargetDedicatedNodes=0;$TargetLowPriorityNodes=1;$NodeDeallocationOption=requeue",
        }),
      },
      "pool p has no nodes yet; autoscale wanted 0 dedicated and 1 spot nodes 2m 00s ago, and is asked again in 3m 00s",
      false,
    ),
  );
  it(
    "an autoscale formula that fails",
    says(
      {
        pool: autoscale({
          timestamp: minutesAgo(7),
          error: { code: "AutoScalingFormulaEvaluationError", message: "Division by zero." },
        }),
      },
      "pool p has no nodes yet; autoscale failed 7m 00s ago: AutoScalingFormulaEvaluationError: Division by zero, and is about to be asked again",
      false,
    ),
  );
  it(
    "a formula that has not run",
    says(
      { pool: autoscale(undefined) },
      "pool p has no nodes yet; autoscale: the formula has not run yet",
      false,
    ),
  );
  it(
    "that the pool has fewer nodes than it is to have",
    says(
      {
        pool: { ...steady, targetDedicatedNodes: 10, currentDedicatedNodes: 1, resizeErrors: [quota] },
        nodes: [{ state: "starting" }],
      },
      "nodes: 1 starting; 1 of 10 nodes: AccountCoreQuotaReached: The account has reached its quota",
      false,
    ),
  );

  it("takes the error of the last resize for stale while a new one is under way", () => {
    const pool = { targetDedicatedNodes: 10, currentDedicatedNodes: 1, resizeErrors: [quota] };
    assert.equal(shortfallOf({ ...pool, allocationState: "resizing" }, now), undefined);
    assert.match(shortfallOf({ ...pool, allocationState: "steady" }, now) ?? "", /^1 of 10 nodes: Account/);
  });
});
