import assert from "node:assert/strict";
import { explainWait, type PoolView } from "../../../runner/job/explain.ts";

export type Pool = NonNullable<PoolView["pool"]>;
export type Node = PoolView["nodes"][number];

export const now = new Date("2026-11-23T10:00:00Z");

/** A test: what is said of a moment with these parts, at `now`, and whether waiting would not help. */
export const says = (view: Partial<PoolView>, text: string, hopeless: boolean) => () =>
  assert.deepEqual(
    explainWait({
      poolId: "p",
      pool: undefined,
      nodes: [],
      failedPreparations: [],
      job: { state: "active", priority: 0 },
      otherJob: undefined,
      waitingTasks: [],
      failedDependency: undefined,
      stderr: undefined,
      now,
      ...view,
    }),
    { text, hopeless },
  );

export const steady: Pool = { allocationState: "steady" };
export const resizing: Pool = { allocationState: "resizing" };
export const quota = { code: "AccountCoreQuotaReached", message: "The account has reached its quota." };
