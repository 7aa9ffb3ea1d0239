import assert from "node:assert/strict";
import { account, linux } from "../../../helpers/account.ts";
import { type OperationsLab, withOperations } from "./with-operations.ts";

const pool = ({ store }: OperationsLab) => store.pools.find(account, "pool")?.doc;

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

describe("adding a pool without targets", () => {
  it("sets both to 0", () =>
    withOperations(async (lab) => {
      await lab.run("Pool_Add", { body: { id: "pool", ...linux } });
      const { targetDedicatedNodes, targetLowPriorityNodes, allocationState } = pool(lab)!;
      assert.deepEqual([targetDedicatedNodes, targetLowPriorityNodes, allocationState], [0, 0, "steady"]);
    }));
});

describe("adding a pool with an upgrade policy", () => {
  it("returns the policy as it was sent", () =>
    withOperations(async (lab) => {
      const rollingUpgradePolicy = { maxBatchInstancePercent: 20, pauseTimeBetweenBatches: "P0D" };
      const upgradePolicy = { mode: "automatic", rollingUpgradePolicy };
      await lab.addPool({ upgradePolicy });
      assert.deepEqual((await lab.get("Pool_Get")).upgradePolicy, upgradePolicy);
      rollingUpgradePolicy.pauseTimeBetweenBatches = "soon";
      await assert.rejects(lab.addPool({ id: "other", upgradePolicy }), { code: "InvalidPropertyValue" });
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

  it("returns no empty lists but that of certificates, and the mode `default`", () =>
    withOperations(async (lab) => {
      await lab.addPool({ metadata: [], targetNodeCommunicationMode: "simplified" });
      const lists = async () => {
        const { metadata, applicationPackageReferences, ...found } = await lab.get("Pool_Get");
        return [metadata, applicationPackageReferences, found.certificateReferences];
      };
      assert.deepEqual(await lists(), [undefined, undefined, []]);
      const body = { metadata: [], applicationPackageReferences: [], certificateReferences: [] };
      await lab.run("Pool_UpdateProperties", { body });
      assert.deepEqual(await lists(), [undefined, undefined, []]);
      assert.equal((await lab.get("Pool_Get")).targetNodeCommunicationMode, "default");
      const packages = { ...body, applicationPackageReferences: [{ applicationId: "app" }] };
      const unknown = { code: "InvalidApplicationPackageReferences" };
      await assert.rejects(lab.run("Pool_UpdateProperties", { body: packages }), unknown);
      await assert.rejects(lab.run("Pool_Patch", { body: packages }), unknown);
      await assert.rejects(lab.addPool({ ...packages, id: "other" }), unknown);
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

  it("isn't counted while it is being deleted", () =>
    withOperations(async (lab) => {
      await lab.addPool();
      const stored = lab.store.pools.where({ sql: "TRUE", values: [] })[0]!;
      lab.store.pools.save({ ...stored, doc: { ...stored.doc, state: "deleting" } });
      const queries: Record<string, string>[] = [{}, { $filter: "poolId eq 'pool'" }];
      for (const query of queries)
        assert.deepEqual((await lab.get("Account_ListPoolNodeCounts", { query })).value, []);
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

describe("Pool_ListUsageMetrics", () => {
  it("is empty, as Azure answers for new pools", () =>
    withOperations(async (lab) => {
      assert.deepEqual(await lab.get("Pool_ListUsageMetrics"), {
        "odata.metadata": "http://host/$metadata#poolusagemetrics",
        value: [],
      });
    }));
});

describe("Pool_UpgradeOS", () => {
  it("is refused: no pool has a cloud service configuration", () =>
    withOperations(async (lab) => {
      const request = { version: "2018-03-01.6.1", body: { targetOSVersion: "*" } } as const;
      await assert.rejects(lab.run("Pool_UpgradeOS", request), { code: "PoolNotFound" });
      await lab.addPool();
      await assert.rejects(lab.run("Pool_UpgradeOS", request), {
        code: "PoolNotEligibleForOSVersionUpgrade",
      });
    }));
});
