import assert from "node:assert/strict";
import { linux } from "../../../helpers/account.ts";
import { addPool, addTasks, evaluated, formula, minute, nodes, running } from "./scaling-pool.ts";
import { type ErrorBody, signedFetch, version } from "./signed-fetch.ts";
import { virtualTime } from "./virtual-time.ts";
import { withBatchService } from "./with-batch-service.ts";

describe("an autoscale formula", () => {
  it("is refused for a syntax error, with the position", () =>
    withBatchService(async ({ client }) => {
      const syntax = { code: "AutoScalingFormulaSyntaxError", statusCode: 400 };
      await assert.rejects(addPool(client, "$TargetDedicatedNodes = (1;"), (error: { body: ErrorBody }) => {
        assert.equal(error.body.code, syntax.code);
        assert.deepEqual(error.body.values, [
          { key: "Message", value: 'Line 1, Col 27: expected ")", found ";"' },
        ]);
        return true;
      });
      await assert.rejects(addPool(client, " ".repeat(8193)), { code: "AutoScalingFormulaTooLong" });
      await addPool(client, formula);
      await nodes(client, 1);
      await assert.rejects(client.pool.evaluateAutoScale("pool", "1 +"), syntax);
      await assert.rejects(client.pool.enableAutoScale("pool", { autoScaleFormula: "1 +" }), syntax);
      assert.equal((await client.pool.get("pool")).autoScaleFormula, formula);
    }));

  it("is evaluated without being applied, and its errors are results", () =>
    withBatchService(async ({ client }) => {
      await addPool(client, formula);
      await nodes(client, 1);
      const tried = await evaluated(
        client,
        "x = $CurrentDedicatedNodes + 1; $TargetDedicatedNodes = x * 10;",
      );
      assert.equal(
        tried.results,
        "$TargetDedicatedNodes=20;$TargetLowPriorityNodes=0;$NodeDeallocationOption=requeue;x=2",
      );
      const wrong = await evaluated(client, "$TargetDedicatedNodes = nosuch;");
      assert.equal(wrong.error?.code, "AutoScalingFormulaEvaluationError");
      assert.match(wrong.error?.values?.[0]?.value ?? "", /^Line 1, Col 25: .*nosuch/);
      assert.equal((await client.pool.get("pool")).targetDedicatedNodes, 1);
    }));
});

describe("autoscaling of a pool", () => {
  it("is enabled at most once in 30 seconds, on a steady pool, with a formula", () => {
    const time = virtualTime();
    return withBatchService(async ({ client }) => {
      const enable = (settings: object, options?: object) =>
        client.pool.enableAutoScale("pool", settings, options);
      await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 2 });
      const { eTag } = await nodes(client, 2);
      await assert.rejects(enable({}), { code: "InvalidAutoScalingSettings" });
      for (const autoScaleEvaluationInterval of ["PT4M59S", "P8D"])
        await assert.rejects(enable({ autoScaleFormula: formula, autoScaleEvaluationInterval }), {
          code: "InvalidPropertyValue",
        });
      await assert.rejects(
        enable({ autoScaleFormula: formula }, { poolEnableAutoScaleOptions: { ifMatch: "0x1" } }),
        { code: "ConditionNotMet" },
      );
      await enable({ autoScaleFormula: formula }, { poolEnableAutoScaleOptions: { ifMatch: eTag } });
      const { enableAutoScale, autoScaleRun } = await nodes(client, 1);
      assert.deepEqual([enableAutoScale, autoScaleRun?.error], [true, undefined]);
      time.advance(29_000);
      await assert.rejects(enable({}), { code: "TooManyEnableAutoScaleRequests", statusCode: 503 });
      time.advance(1001);
      await enable({ autoScaleEvaluationInterval: "PT10M" });
      const changed = await client.pool.get("pool");
      assert.deepEqual([changed.autoScaleFormula, changed.autoScaleEvaluationInterval], [formula, "PT10M"]);
      await addTasks(client, 1, "/bin/sleep 600");
      await running(client);
      await client.pool.disableAutoScale("pool");
      await client.pool.resize("pool", { targetDedicatedNodes: 0, nodeDeallocationOption: "taskcompletion" });
      time.advance(minute);
      await assert.rejects(enable({ autoScaleFormula: formula }), { code: "PoolBeingResized" });
    }, time);
  });

  it("is evaluated 3 seconds after an empty pool enables it, at once on a pool with nodes", () => {
    const time = virtualTime();
    return withBatchService(async ({ client }) => {
      await client.pool.add({ id: "pool", ...linux });
      const enable = () => client.pool.enableAutoScale("pool", { autoScaleFormula: formula });
      await enable();
      time.advance(2999);
      const waiting = await client.pool.get("pool");
      assert.deepEqual([waiting.autoScaleRun, waiting.targetDedicatedNodes], [undefined, 0]);
      time.advance(1);
      const grown = await nodes(client, 1);
      assert.equal(grown.eTag, waiting.eTag);
      await client.pool.disableAutoScale("pool");
      time.advance(minute);
      await enable();
      assert.equal((await client.pool.get("pool")).autoScaleRun?.error, undefined);
      assert.notEqual((await client.pool.get("pool")).autoScaleRun, undefined);
    }, time);
  });

  it("starts without samples, even if the pool had some before", () => {
    const time = virtualTime();
    const count = "n = $PendingTasks.Count();";
    return withBatchService(async ({ client }) => {
      await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 1 });
      await nodes(client, 1);
      time.advance(3 * minute);
      await client.pool.enableAutoScale("pool", { autoScaleFormula: formula });
      assert.match((await evaluated(client, count)).results, /;n=0$/);
      time.advance(minute);
      assert.match((await evaluated(client, count)).results, /;n=2$/);
      await client.pool.disableAutoScale("pool");
      await client.pool.enableAutoScale("pool", { autoScaleFormula: formula });
      assert.match((await evaluated(client, count)).results, /;n=0$/);
    }, time);
  });

  it("replaces resizes until it is disabled, and then keeps the targets", () =>
    withBatchService(async ({ client, service, key }) => {
      await addPool(client, formula);
      await nodes(client, 1);
      await assert.rejects(client.pool.resize("pool", { targetDedicatedNodes: 2 }), {
        code: "OperationNotValidOnPool",
      });
      const [node] = await client.computeNode.list("pool");
      await assert.rejects(client.pool.removeNodes("pool", { nodeList: [node?.id ?? ""] }), {
        code: "OperationNotValidOnPool",
      });
      await client.pool.disableAutoScale("pool");
      const pool = await client.pool.get("pool");
      assert.deepEqual(
        [pool.enableAutoScale, pool.autoScaleFormula, pool.autoScaleRun, pool.targetDedicatedNodes],
        [false, undefined, undefined, 1],
      );
      const refused = { code: "OperationNotValidOnPool", statusCode: 409 };
      await assert.rejects(client.pool.disableAutoScale("pool"), refused);
      await assert.rejects(client.pool.evaluateAutoScale("pool", formula), refused);
      const { status } = await signedFetch({ ...service, key }, `/pools/pool/enableautoscale?${version}`, {
        method: "POST",
        body: JSON.stringify({ autoScaleFormula: 7 }),
      });
      assert.equal(status, 400);
      await client.pool.resize("pool", { targetDedicatedNodes: 2 });
      await nodes(client, 2);
    }));
});
