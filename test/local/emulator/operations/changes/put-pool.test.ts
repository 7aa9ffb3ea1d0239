import assert from "node:assert/strict";
import { putPool } from "../../../../../local/emulator/operations/changes/put-pool.ts";
import { createClock } from "../../../../../local/emulator/time/clock.ts";
import { account, linux } from "../../../../helpers/account.ts";
import { type OperationsLab, withOperations } from "../with-operations.ts";

const clock = createClock(() => new Date(Date.UTC(2026, 0, 2)));
const fixed = { id: "pool", ...linux, targetDedicatedNodes: 1 };
const formula = { enableAutoScale: true, autoScaleFormula: "$TargetDedicatedNodes = 1;" };
const scaled = { id: "pool", ...linux, ...formula };

const pool = ({ store }: OperationsLab) => store.pools.find(account, "pool")?.doc;
const put = (lab: OperationsLab, body: Parameters<typeof putPool>[2]) =>
  putPool({ ...lab, clock }, account, body);

describe("putPool", () => {
  it("adds a pool, and changes nothing when it is put again", () =>
    withOperations(async (lab) => {
      put(lab, fixed);
      const before = pool(lab);
      put(lab, { ...fixed, displayName: undefined });
      assert.deepEqual([pool(lab), lab.calls], [before, ["addPool"]]);
    }));

  it("resizes a pool whose targets change, with another ETag", () =>
    withOperations(async (lab) => {
      put(lab, fixed);
      const { eTag, creationTime } = pool(lab)!;
      put(lab, { ...fixed, targetDedicatedNodes: 2 });
      assert.notEqual(pool(lab)?.eTag, eTag);
      assert.deepEqual([pool(lab)?.creationTime, pool(lab)?.allocationState], [creationTime, "resizing"]);
      assert.deepEqual(lab.calls, ["addPool", "resizePool", "autoScaleChanged"]);
    }));

  it("keeps what a formula set, until formula or interval change", () =>
    withOperations(async (lab) => {
      put(lab, scaled);
      const autoScaleRun = { timestamp: "2026-01-01T00:00:00Z" };
      lab.set("pools", { targetDedicatedNodes: 7, autoScaleRun });
      put(lab, { ...scaled, displayName: "name" });
      assert.deepEqual([pool(lab)?.targetDedicatedNodes, pool(lab)?.autoScaleRun], [7, autoScaleRun]);
      put(lab, { ...scaled, autoScaleEvaluationInterval: "PT5M" });
      assert.deepEqual([pool(lab)?.targetDedicatedNodes, pool(lab)?.autoScaleRun], [7, undefined]);
      lab.set("pools", { autoScaleRun });
      put(lab, {
        ...scaled,
        autoScaleEvaluationInterval: "PT5M",
        autoScaleFormula: "$TargetDedicatedNodes = 2;",
      });
      assert.equal(pool(lab)?.autoScaleRun, undefined);
      assert(!lab.calls.includes("resizePool"));
    }));

  it("refuses a pool with both a formula and targets, and one that is being deleted", () =>
    withOperations(async (lab) => {
      assert.throws(() => put(lab, { ...fixed, ...formula }), { code: "InvalidAutoScalingSettings" });
      put(lab, fixed);
      lab.set("pools", { state: "deleting" });
      assert.throws(() => put(lab, fixed), { code: "PoolBeingDeleted" });
    }));
});
