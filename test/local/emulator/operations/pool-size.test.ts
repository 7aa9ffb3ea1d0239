import assert from "node:assert/strict";
import { account } from "../../../helpers/account.ts";
import { type OperationsLab, withOperations } from "./with-operations.ts";

const pool = ({ store }: OperationsLab) => store.pools.find(account, "pool")?.doc;

const refuses = (
  lab: OperationsLab,
  body: unknown,
  code: string,
  operation: "Pool_Resize" | "Pool_RemoveNodes",
) => assert.rejects(lab.run(operation, { body }), { code });

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
      assert.deepEqual(
        [leaving, resizeErrors],
        [{ deallocation: "terminate", isRequested: true }, undefined],
      );
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
      const before = pool(lab)?.eTag;
      await lab.run("Pool_StopResize");
      assert.equal(pool(lab)?.eTag, before);
      assert.equal(pool(lab)?.allocationState, "stopping");
      assert.deepEqual(lab.calls, ["addPool", "stopResize"]);
    }));
});
