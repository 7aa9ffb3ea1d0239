import assert from "node:assert/strict";
import { account } from "../../../helpers/account.ts";
import { type OperationsLab, withOperations } from "./with-operations.ts";

const formula = "$TargetDedicatedNodes = 1;";

const pool = ({ store }: OperationsLab) => store.pools.find(account, "pool")?.doc;

describe("autoscaling a pool", () => {
  it("is enabled at most once in 30 seconds", () =>
    withOperations(async (lab) => {
      await lab.addPool();
      const enable = () => lab.run("Pool_EnableAutoScale", { body: { autoScaleFormula: formula } });
      // The clock's microseconds count its calls within a millisecond.
      lab.advance(1);
      await enable();
      lab.advance(29_999);
      await assert.rejects(enable(), { code: "TooManyEnableAutoScaleRequests" });
      lab.advance(1);
      await enable();
      assert.deepEqual(lab.calls, ["addPool", "autoScaleChanged", "autoScaleChanged"]);
    }));

  it("needs a formula once, and a pool at rest", () =>
    withOperations(async (lab) => {
      await lab.addPool();
      const enable = (body: object) => lab.run("Pool_EnableAutoScale", { body });
      await assert.rejects(enable({}), { code: "InvalidAutoScalingSettings" });
      await assert.rejects(enable({ autoScaleFormula: "1 +" }), { code: "AutoScalingFormulaSyntaxError" });
      lab.set("pools", { allocationState: "resizing" });
      await assert.rejects(enable({ autoScaleFormula: formula }), { code: "PoolBeingResized" });
      lab.set("pools", { allocationState: "steady", autoScaleFormula: formula });
      await enable({ autoScaleEvaluationInterval: "PT5M" });
      const { enableAutoScale, autoScaleFormula, autoScaleEvaluationInterval } = pool(lab)!;
      assert.deepEqual(
        [enableAutoScale, autoScaleFormula, autoScaleEvaluationInterval],
        [true, formula, "PT5M"],
      );
    }));

  it("is disabled only if it is enabled, and forgets its formula", () =>
    withOperations(async (lab) => {
      await lab.addPool();
      await assert.rejects(lab.run("Pool_DisableAutoScale"), { code: "OperationNotValidOnPool" });
      lab.set("pools", { enableAutoScale: true, autoScaleFormula: formula, targetDedicatedNodes: 4 });
      await lab.run("Pool_DisableAutoScale");
      const { enableAutoScale, autoScaleFormula, targetDedicatedNodes } = pool(lab)!;
      assert.deepEqual([enableAutoScale, autoScaleFormula, targetDedicatedNodes], [false, undefined, 4]);
    }));

  it("changes the pool's ETag when it is enabled, not when it is disabled", () =>
    withOperations(async (lab) => {
      await lab.addPool();
      const added = pool(lab)?.eTag;
      await lab.run("Pool_EnableAutoScale", { body: { autoScaleFormula: formula } });
      const enabled = pool(lab)!;
      assert.notEqual(enabled.eTag, added);
      assert.equal(enabled.autoScaleEvaluationInterval, "PT15M");
      await lab.run("Pool_DisableAutoScale");
      assert.deepEqual([pool(lab)?.eTag, pool(lab)?.lastModified], [enabled.eTag, enabled.lastModified]);
    }));

  it("is evaluated only on a pool that scales and isn't being deleted", () =>
    withOperations(async (lab) => {
      await lab.addPool();
      const evaluate = (autoScaleFormula = formula) =>
        lab.get("Pool_EvaluateAutoScale", { body: { autoScaleFormula } });
      await assert.rejects(evaluate(), { code: "OperationNotValidOnPool" });
      lab.set("pools", { enableAutoScale: true });
      await assert.rejects(evaluate("("), { code: "AutoScalingFormulaSyntaxError" });
      assert.equal((await evaluate()).results, "$TargetDedicatedNodes=1");
      lab.set("pools", { state: "deleting" });
      await assert.rejects(evaluate(), { code: "PoolBeingDeleted" });
    }));
});
