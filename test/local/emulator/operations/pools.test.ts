import assert from "node:assert/strict";
import { account } from "../../../helpers/account.ts";
import { type OperationsLab, withOperations } from "./with-operations.ts";

const formula = "$TargetDedicatedNodes = 1;";

const pool = ({ store }: OperationsLab) => store.pools.find(account, "pool")?.doc;

const refuses = (
  lab: OperationsLab,
  body: unknown,
  code: string,
  operation: "Pool_Resize" | "Pool_RemoveNodes",
) => assert.rejects(lab.run(operation, { body }), { code });

describe("adding a pool", () => {
  it("refuses an id that another pool has, whatever that pool's state", () =>
    withOperations(async (lab) => {
      await lab.addPool();
      await assert.rejects(lab.addPool({ id: "POOL" }), { code: "PoolExists" });
      lab.set("pools", { state: "deleting" });
      await assert.rejects(lab.addPool(), { code: "PoolBeingDeleted" });
      assert.deepEqual(lab.calls, ["addPool"]);
    }));
});

describe("Pool_Resize", () => {
  it("sets the targets that it names, and starts the resize", () =>
    withOperations(async (lab) => {
      await lab.addPool({ targetLowPriorityNodes: 2 });
      lab.set("pools", { allocationState: "steady", resizeErrors: [{ code: "x", message: "" }] });
      const body = { targetDedicatedNodes: 3, nodeDeallocationOption: "terminate" };
      assert.equal((await lab.run("Pool_Resize", { body })).status, 202);
      const { targetDedicatedNodes, targetLowPriorityNodes, allocationState, leaving, resizeErrors } =
        pool(lab)!;
      assert.deepEqual([targetDedicatedNodes, targetLowPriorityNodes, allocationState], [3, 2, "resizing"]);
      assert.deepEqual([leaving, resizeErrors], [{ deallocation: "terminate" }, undefined]);
      assert.deepEqual(lab.calls, ["addPool", "resizePool"]);
    }));

  it("takes either target, and requires one", () =>
    withOperations(async (lab) => {
      await lab.addPool();
      await refuses(lab, {}, "MissingRequiredProperty", "Pool_Resize");
      await refuses(lab, { resizeTimeout: "PT10M" }, "MissingRequiredProperty", "Pool_Resize");
      for (const target of ["targetDedicatedNodes", "targetLowPriorityNodes"]) {
        lab.set("pools", { allocationState: "steady" });
        await lab.run("Pool_Resize", { body: { [target]: 1 } });
      }
    }));

  it("takes a timeout from 5 minutes", () =>
    withOperations(async (lab) => {
      await lab.addPool();
      const targets = { targetDedicatedNodes: 1 };
      await refuses(lab, { ...targets, resizeTimeout: "PT4M59S" }, "InvalidPropertyValue", "Pool_Resize");
      await lab.run("Pool_Resize", { body: { ...targets, resizeTimeout: "PT5M" } });
      assert.equal(pool(lab)?.resizeTimeout, "PT5M");
    }));

  it("refuses a pool that scales by a formula, is being resized or is being deleted", () =>
    withOperations(async (lab) => {
      await lab.addPool();
      const body = { targetDedicatedNodes: 1 };
      for (const [state, code] of [
        [{ enableAutoScale: true, allocationState: "steady" }, "OperationNotValidOnPool"],
        [{ enableAutoScale: false, allocationState: "resizing" }, "PoolBeingResized"],
        [{ allocationState: "stopping" }, "PoolBeingResized"],
        [{ allocationState: "steady", state: "deleting" }, "PoolBeingDeleted"],
      ] as const) {
        lab.set("pools", state);
        await refuses(lab, body, code, "Pool_Resize");
      }
      assert.deepEqual(lab.calls, ["addPool"]);
    }));
});

describe("Pool_RemoveNodes", () => {
  const ready = async (lab: OperationsLab, count = 3) => {
    await lab.addPool();
    for (let i = 0; i < count; i++) lab.addNode({ id: `node-${i}`, isDedicated: i % 3 !== 2 });
    lab.set("pools", { targetDedicatedNodes: 2, targetLowPriorityNodes: 1, allocationState: "steady" });
  };

  it("decreases the target of each kind by its nodes, counting a repeated id once", () =>
    withOperations(async (lab) => {
      await ready(lab);
      const body = { nodeList: ["node-0", "node-2", "node-0"], nodeDeallocationOption: "taskcompletion" };
      await lab.run("Pool_RemoveNodes", { body });
      const { targetDedicatedNodes, targetLowPriorityNodes, leaving, allocationState } = pool(lab)!;
      assert.deepEqual([targetDedicatedNodes, targetLowPriorityNodes, allocationState], [1, 0, "resizing"]);
      assert.deepEqual(leaving, { deallocation: "taskcompletion", nodes: ["node-0", "node-2"] });
      assert.deepEqual(lab.calls, ["addPool", "resizePool"]);
    }));

  it("never makes a target negative", () =>
    withOperations(async (lab) => {
      await ready(lab);
      lab.set("pools", { targetDedicatedNodes: 0, targetLowPriorityNodes: 0 });
      await lab.run("Pool_RemoveNodes", { body: { nodeList: ["node-0", "node-2"] } });
      assert.deepEqual([pool(lab)?.targetDedicatedNodes, pool(lab)?.targetLowPriorityNodes], [0, 0]);
    }));

  it("keeps the pool's timeout unless it has one", () =>
    withOperations(async (lab) => {
      await ready(lab);
      await lab.run("Pool_RemoveNodes", { body: { nodeList: ["node-0"] } });
      assert.equal(pool(lab)?.resizeTimeout, "PT15M");
      lab.set("pools", { allocationState: "steady" });
      await lab.run("Pool_RemoveNodes", { body: { nodeList: ["node-1"], resizeTimeout: "PT7M" } });
      assert.equal(pool(lab)?.resizeTimeout, "PT7M");
    }));

  it("takes from 1 to 100 nodes that the pool has", () =>
    withOperations(async (lab) => {
      await ready(lab, 101);
      const list = (count: number) => ({ nodeList: Array.from({ length: count }, (_, i) => `node-${i}`) });
      await refuses(lab, list(0), "InvalidPropertyValue", "Pool_RemoveNodes");
      await refuses(lab, list(101), "InvalidPropertyValue", "Pool_RemoveNodes");
      await refuses(lab, { nodeList: ["node-0", "other"] }, "NodeNotFound", "Pool_RemoveNodes");
      await lab.run("Pool_RemoveNodes", { body: list(100) });
    }));

  it("refuses a pool that scales by a formula or is being resized", () =>
    withOperations(async (lab) => {
      await ready(lab);
      lab.set("pools", { enableAutoScale: true });
      await refuses(lab, { nodeList: ["node-0"] }, "OperationNotValidOnPool", "Pool_RemoveNodes");
      lab.set("pools", { enableAutoScale: false, allocationState: "resizing" });
      await refuses(lab, { nodeList: ["node-0"] }, "PoolBeingResized", "Pool_RemoveNodes");
    }));
});

describe("Pool_StopResize", () => {
  it("refuses a pool that isn't being resized", () =>
    withOperations(async (lab) => {
      await lab.addPool();
      for (const allocationState of ["steady", "stopping"]) {
        lab.set("pools", { allocationState });
        await assert.rejects(lab.run("Pool_StopResize"), { code: "OperationInvalidForCurrentState" });
      }
      lab.set("pools", { allocationState: "resizing" });
      await lab.run("Pool_StopResize");
      assert.equal(pool(lab)?.allocationState, "stopping");
      assert.deepEqual(lab.calls, ["addPool", "stopResize"]);
    }));
});

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

describe("Pool_Patch", () => {
  it("changes an empty pool's size and slots, and a pool with nodes only in a few properties", () =>
    withOperations(async (lab) => {
      await lab.addPool();
      lab.set("pools", { allocationState: "steady" });
      await lab.run("Pool_Patch", { body: { taskSlotsPerNode: 8 } });
      await assert.rejects(lab.run("Pool_Patch", { body: { taskSlotsPerNode: 9 } }), {
        code: "InvalidPropertyValue",
      });
      lab.addNode();
      await assert.rejects(lab.run("Pool_Patch", { body: { taskSlotsPerNode: 4 } }), {
        code: "OperationInvalidForCurrentState",
      });
      await lab.run("Pool_Patch", { body: { metadata: [{ name: "a", value: "b" }] } });
      assert.deepEqual([pool(lab)?.taskSlotsPerNode, pool(lab)?.metadata?.length], [8, 1]);
    }));

  it("treats a pool that is being resized as one with nodes", () =>
    withOperations(async (lab) => {
      await lab.addPool();
      lab.set("pools", { allocationState: "resizing" });
      await assert.rejects(lab.run("Pool_Patch", { body: { taskSlotsPerNode: 1 } }), {
        code: "OperationInvalidForCurrentState",
      });
    }));

  it("requires a start task's user to be one of the pool's", () =>
    withOperations(async (lab) => {
      await lab.addPool({ userAccounts: [{ name: "me", password: "secret" }] });
      const patch = (username: string) =>
        lab.run("Pool_Patch", {
          body: { startTask: { commandLine: "/bin/true", userIdentity: { username } } },
        });
      await assert.rejects(patch("you"), { code: "InvalidPropertyValue" });
      await patch("me");
      assert.deepEqual(
        [pool(lab)?.startTask?.maxTaskRetryCount, pool(lab)?.startTask?.waitForSuccess],
        [0, true],
      );
    }));
});

describe("Pool_UpdateProperties", () => {
  it("removes a start task that it leaves out", () =>
    withOperations(async (lab) => {
      await lab.addPool({ startTask: { commandLine: "/bin/true" } });
      const body = { metadata: [], applicationPackageReferences: [], certificateReferences: [] };
      await lab.run("Pool_UpdateProperties", { body });
      assert.equal(pool(lab)?.startTask, undefined);
    }));
});

describe("Pool_Delete", () => {
  it("marks the pool, once, and deletes it in the cluster", () =>
    withOperations(async (lab) => {
      await lab.addPool();
      assert.equal((await lab.run("Pool_Delete")).status, 202);
      assert.equal(pool(lab)?.state, "deleting");
      await assert.rejects(lab.run("Pool_Delete"), { code: "PoolBeingDeleted" });
      assert.deepEqual(lab.calls, ["addPool", "deletePool"]);
    }));

  it("keeps a pool whose ETag isn't the one in If-Match", () =>
    withOperations(async (lab) => {
      await lab.addPool();
      await assert.rejects(lab.run("Pool_Delete", { headers: { "if-match": "0x1" } }), {
        code: "ConditionNotMet",
      });
      assert.equal(pool(lab)?.state, "active");
    }));
});

describe("reading pools", () => {
  it("answers Get, Exists and List, with numbers of nodes by kind", () =>
    withOperations(async (lab) => {
      await lab.addPool();
      lab.addNode({ id: "a" });
      lab.addNode({ id: "b", isDedicated: false });
      lab.addNode({ id: "c", isDedicated: false, state: "upgradingos" });
      const { currentDedicatedNodes, currentLowPriorityNodes, autoScaleEnabled, leaving } =
        await lab.get("Pool_Get");
      assert.deepEqual([currentDedicatedNodes, currentLowPriorityNodes], [1, 2]);
      assert.deepEqual([autoScaleEnabled, leaving], [undefined, undefined]);
      assert.equal((await lab.run("Pool_Exists")).status, 200);
      await assert.rejects(lab.run("Pool_Exists", { params: { poolId: "other" } }), { code: "PoolNotFound" });
      const eTag = pool(lab)?.eTag ?? "";
      await assert.rejects(lab.run("Pool_Get", { headers: { "if-none-match": eTag } }), {
        code: "NotModified",
      });
      const { value } = await lab.get("Account_ListPoolNodeCounts");
      assert.deepEqual(
        JSON.parse(JSON.stringify(value)).map(
          (each: { dedicated: object; lowPriority: object }) => each.lowPriority,
        ),
        [{ ...noNodes, idle: 1, upgradingOS: 1, total: 2 }],
      );
    }));
});

const noNodes = {
  creating: 0,
  deallocated: 0,
  deallocating: 0,
  idle: 0,
  leavingPool: 0,
  offline: 0,
  preempted: 0,
  rebooting: 0,
  reimaging: 0,
  running: 0,
  starting: 0,
  startTaskFailed: 0,
  unknown: 0,
  unusable: 0,
  upgradingOS: 0,
  waitingForStartTask: 0,
};
