import assert from "node:assert/strict";
import type { ApiVersion } from "../../../../local/emulator/protocol/versions.ts";
import type { NodeState } from "../../../../local/emulator/state/resource-types.ts";
import { linux } from "../../../helpers/account.ts";
import { type OperationsLab, withOperations } from "./with-operations.ts";

const node = ({ store }: OperationsLab) => store.nodes.where({ sql: "id = 'node'", values: [] })[0]?.doc;

const withNode = (state: NodeState, use: (lab: OperationsLab) => Promise<void>) =>
  withOperations(async (lab) => {
    await lab.addPool();
    lab.calls.length = 0;
    lab.addNode({ state });
    await use(lab);
  });

const codes: Partial<Record<NodeState, string>> = {
  creating: "NodeBeingCreated",
  starting: "NodeBeingStarted",
  rebooting: "NodeBeingRebooted",
  reimaging: "NodeBeingReimaged",
  leavingpool: "OperationNotValidOnNode",
  preempted: "OperationNotValidOnNode",
  deallocating: "OperationNotValidOnNode",
  deallocated: "OperationNotValidOnNode",
  unknown: "OperationNotValidOnNode",
};

describe("ComputeNode_Reboot and ComputeNode_Reimage", () => {
  for (const [state, code] of Object.entries(codes) as [NodeState, string][])
    it(`refuse a node that is ${state}: ${code}`, () =>
      withNode(state, async (lab) => {
        await assert.rejects(lab.run("ComputeNode_Reboot"), { code });
        await assert.rejects(lab.run("ComputeNode_Reimage"), { code });
        assert.deepEqual(lab.calls, []);
      }));

  for (const state of ["idle", "running", "unusable", "starttaskfailed", "waitingforstarttask"] as const)
    it(`restart a node that is ${state}, requeueing its tasks by default`, () =>
      withNode(state, async (lab) => {
        assert.equal((await lab.run("ComputeNode_Reboot")).status, 202);
        assert.equal(node(lab)?.state, "rebooting");
        assert.deepEqual(lab.calls, ["restartNode requeue"]);
      }));

  it("treat tasks as the body says", () =>
    withNode("idle", async (lab) => {
      await lab.run("ComputeNode_Reimage", { body: { nodeReimageOption: "terminate" } });
      assert.equal(node(lab)?.state, "reimaging");
      assert.deepEqual(lab.calls, ["restartNode terminate reimage"]);
    }));
});

describe("ComputeNode_Reimage", () => {
  it("is refused in versions whose definition allows it only for cloud services", () =>
    withNode("idle", async (lab) => {
      for (const version of ["2022-10-01.16.0", "2024-02-01.19.0"] as const)
        await assert.rejects(lab.run("ComputeNode_Reimage", { version }), {
          code: "OperationNotValidOnNode",
        });
      assert.deepEqual(lab.calls, []);
    }));
});

describe("ComputeNode_Deallocate", () => {
  for (const state of ["idle", "running"] as const)
    it(`shuts down a node that is ${state}`, () =>
      withNode(state, async (lab) => {
        await lab.run("ComputeNode_Deallocate");
        assert.equal(node(lab)?.state, "deallocating");
        assert.equal(node(lab)?.schedulingState, "disabled");
        assert.deepEqual(lab.calls, ["deallocateNode requeue"]);
      }));

  for (const state of ["starting", "deallocated", "unusable"] as const)
    it(`refuses a node that is ${state}`, () =>
      withNode(state, async (lab) => {
        const body = { nodeDeallocateOption: "terminate" };
        await assert.rejects(lab.run("ComputeNode_Deallocate", { body }), {
          code: "OperationNotValidOnNode",
        });
      }));
});

describe("ComputeNode_Start", () => {
  it("boots only a deallocated node", () =>
    withNode("deallocated", async (lab) => {
      await lab.run("ComputeNode_Start");
      assert.equal(node(lab)?.state, "starting");
      assert.deepEqual(lab.calls, ["startNode"]);
      await assert.rejects(lab.run("ComputeNode_Start"), { code: "OperationNotValidOnNode" });
    }));
});

describe("ComputeNode_Get", () => {
  const version = "2024-02-01.19.0";

  it("has what the node's agent reports only once it has booted", () =>
    withNode("starting", async (lab) => {
      const before = await lab.get("ComputeNode_Get", { version });
      for (const name of ["lastBootTime", "nodeAgentInfo", "certificateReferences", "recentTasks"])
        assert(!(name in before), name);
      lab.addNode({ id: "booted", lastBootTime: "2026-01-01T00:00:00Z" });
      const after = await lab.get("ComputeNode_Get", { version, params: { nodeId: "booted" } });
      assert.deepEqual(after.nodeAgentInfo, { version: "local", lastUpdateTime: "2026-01-01T00:00:00Z" });
      assert.deepEqual(after.certificateReferences, []);
    }));

  it("has its endpoints, with SSH by default in versions before 2024-07-01.20.0", () =>
    withOperations(async (lab) => {
      const endpoints = async (version: ApiVersion) => {
        const node = await lab.get("ComputeNode_Get", { version });
        return (node.endpointConfiguration as { inboundEndpoints: object[] } | undefined)?.inboundEndpoints;
      };
      const address = { protocol: "tcp", publicIPAddress: "127.0.0.1", publicFQDN: "localhost" };
      const ssh = { name: "SSHRule.1", ...address, frontendPort: 22, backendPort: 22 };
      await lab.addPool();
      lab.addNode({ index: 1 });
      assert.deepEqual(await endpoints(version), [ssh]);
      assert.equal(await endpoints("2024-07-01.20.0"), undefined);
      const nat = { name: "web", protocol: "tcp", backendPort: 5000 } as const;
      const range = { frontendPortRangeStart: 60000, frontendPortRangeEnd: 60040 };
      lab.set("pools", {
        id: "pool",
        networkConfiguration: { endpointConfiguration: { inboundNATPools: [{ ...nat, ...range }] } },
      });
      const web = { ...address, name: "web.1", frontendPort: 5000, backendPort: 5000 };
      assert.deepEqual(await endpoints(version), [web, ssh]);
      assert.deepEqual(await endpoints("2024-07-01.20.0"), [web]);
      lab.set("pools", {
        id: "pool",
        networkConfiguration: { publicIPAddressConfiguration: { provision: "nopublicipaddresses" } },
      });
      assert.equal(await endpoints(version), undefined);
    }));

  it("has the exact version of its image", () =>
    withNode("idle", async (lab) => {
      const { virtualMachineInfo } = await lab.get("ComputeNode_Get", { version });
      const image = linux.virtualMachineConfiguration.imageReference;
      const versions = { version: "latest", exactVersion: "1.0.0" };
      assert.deepEqual(virtualMachineInfo, { imageReference: { ...image, ...versions } });
    }));
});

describe("scheduling on a node", () => {
  it("is disabled and enabled once", () =>
    withNode("idle", async (lab) => {
      await assert.rejects(lab.run("ComputeNode_EnableScheduling"), {
        code: "NodeAlreadyInTargetSchedulingState",
      });
      await lab.run("ComputeNode_DisableScheduling", {
        body: { nodeDisableSchedulingOption: "taskcompletion" },
      });
      await assert.rejects(lab.run("ComputeNode_DisableScheduling"), {
        code: "NodeAlreadyInTargetSchedulingState",
      });
      assert.equal(node(lab)?.schedulingState, "disabled");
      await lab.run("ComputeNode_EnableScheduling");
      assert.deepEqual(lab.calls, ["scheduleNode taskcompletion", "scheduleNode undefined"]);
    }));
});

describe("a node that isn't ready", () => {
  const operations = [
    "ComputeNode_DisableScheduling",
    "ComputeNode_EnableScheduling",
    "File_ListFromComputeNode",
    "File_GetFromComputeNode",
  ] as const;
  for (const state of ["creating", "starting", "rebooting", "deallocated"] as const)
    it(`serves no files and doesn't change its scheduling: ${state}`, () =>
      withNode(state, async (lab) => {
        for (const operation of operations)
          await assert.rejects(lab.run(operation, { params: { filePath: "startup" } }), {
            code: "NodeNotReady",
          });
      }));
});

describe("ComputeNode_UploadBatchServiceLogs", () => {
  it("uploads nothing", () =>
    withNode("idle", async (lab) => {
      const body = {
        containerUrl: "https://account.blob.core.windows.net/logs?sas",
        startTime: "2026-01-01T00:00:00Z",
      };
      const { virtualDirectoryName, numberOfFilesUploaded } = await lab.get(
        "ComputeNode_UploadBatchServiceLogs",
        {
          body,
        },
      );
      assert.match(String(virtualDirectoryName), new RegExp(`^pool/${node(lab)?.id}/[0-9a-f-]{36}$`));
      assert.equal(numberOfFilesUploaded, 0);
    }));
});

describe("users of a node", () => {
  it("are added, changed and deleted by name, which only the service sees", () =>
    withNode("idle", async (lab) => {
      const params = { userName: "me" };
      const body = { name: "me", password: "secret" };
      await assert.rejects(lab.run("ComputeNode_UpdateUser", { params, body: {} }), {
        code: "NodeUserNotFound",
      });
      assert.equal((await lab.run("ComputeNode_AddUser", { body })).status, 201);
      await assert.rejects(lab.run("ComputeNode_AddUser", { body }), { code: "NodeUserExists" });
      await lab.run("ComputeNode_UpdateUser", { params, body: { password: "other" } });
      assert.equal((await lab.get("ComputeNode_Get")).userNames, undefined);
      await lab.run("ComputeNode_DeleteUser", { params });
      await assert.rejects(lab.run("ComputeNode_DeleteUser", { params }), { code: "NodeUserNotFound" });
    }));
});

describe("a missing node", () => {
  it("is NodeNotFound, in a missing pool PoolNotFound", () =>
    withNode("idle", async (lab) => {
      await assert.rejects(lab.run("ComputeNode_Get", { params: { nodeId: "other" } }), {
        code: "NodeNotFound",
      });
      await assert.rejects(lab.run("ComputeNode_Get", { params: { poolId: "other" } }), {
        code: "PoolNotFound",
      });
      await assert.rejects(lab.run("ComputeNodeExtension_Get"), { code: "ResourceNotFound" });
      assert.deepEqual((await lab.get("ComputeNodeExtension_List")).value, []);
    }));
});

describe("ComputeNode_GetRemoteDesktop", () => {
  it("is refused: no pool has a cloud service configuration", () =>
    withOperations(async (lab) => {
      const version = "2022-10-01.16.0";
      await lab.addPool();
      await assert.rejects(lab.run("ComputeNode_GetRemoteDesktop", { version }), { code: "NodeNotFound" });
      lab.addNode();
      await assert.rejects(lab.run("ComputeNode_GetRemoteDesktop", { version }), {
        code: "OperationNotValidOnNode",
      });
    }));
});
