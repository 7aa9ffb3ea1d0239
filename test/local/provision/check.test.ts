import assert from "node:assert/strict";
import { check, unknownValue } from "../../../local/provision/check.ts";
import { provisionerOf } from "../../../local/provision/index.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";
import { account, pool } from "./fake-cloud.ts";

const checked = (type: string, inputs: Record<string, unknown>, more = {}) =>
  check(provisionerOf(`azure-native:${type}`), {
    name: "thing",
    inputs,
    digits: "0123456789abcdef",
    ...more,
  });

const failures = (type: string, inputs: Record<string, unknown>): string[] =>
  checked(type, inputs).failures.map(({ property, reason }) => `${property}: ${reason}`);

const container = { resourceGroupName: "g", accountName: "abc", containerName: "input" };

describe("check", () => {
  const refused: [type: string, inputs: Record<string, unknown>, property: string, code: string][] = [
    [
      "resources:ResourceGroup",
      { resourceGroupName: "ends.", location: "eastus" },
      "resourceGroupName",
      "InvalidFormat",
    ],
    ["resources:ResourceGroup", { resourceGroupName: "g" }, "location", "Missing"],
    ["storage:BlobContainer", { ...container, containerName: "Input" }, "containerName", "InvalidFormat"],
    ["storage:BlobContainer", { ...container, containerName: "a--b" }, "containerName", "InvalidFormat"],
    ["storage:BlobContainer", { ...container, containerName: "ab" }, "containerName", "InvalidFormat"],
    ["storage:BlobContainer", { ...container, publicAccess: "blob" }, "publicAccess", "InvalidChoice"],
    ["batch:BatchAccount", { ...account, accountName: "my-batch" }, "accountName", "InvalidFormat"],
    [
      "batch:BatchAccount",
      { ...account, networkProfile: { accountAccess: { defaultAction: "deny" } } },
      "networkProfile.accountAccess.defaultAction",
      "InvalidChoice",
    ],
    [
      "storage:StorageAccount",
      {
        ...account,
        kind: "StorageV2",
        sku: { name: "Standard_LRS" },
        networkRuleSet: { defaultAction: "Deny", ipRules: [{ iPAddressOrRange: "20.30.40.50/32" }] },
      },
      "networkRuleSet.ipRules[0].iPAddressOrRange",
      "InvalidFormat",
    ],
    ["batch:Pool", { ...pool, poolName: "a b" }, "poolName", "InvalidFormat"],
    ["batch:Pool", { ...pool, vmSize: undefined }, "vmSize", "Missing"],
    ["batch:Pool", { ...pool, taskSlotsPerNode: 257 }, "taskSlotsPerNode", "OutOfRange"],
    ["batch:Pool", { ...pool, deploymentConfiguration: undefined }, "deploymentConfiguration", "Missing"],
    ["batch:Pool", { ...pool, startTask: {} }, "startTask.commandLine", "Missing"],
    [
      "batch:Pool",
      { ...pool, startTask: { ...pool.startTask, maxTaskRetryCount: -2 } },
      "startTask.maxTaskRetryCount",
      "OutOfRange",
    ],
    [
      "batch:Pool",
      { ...pool, targetNodeCommunicationMode: "simplified" },
      "targetNodeCommunicationMode",
      "InvalidChoice",
    ],
    ["batch:Pool", { ...pool, scaleSettings: {} }, "scaleSettings", "Contradiction"],
    [
      "batch:Pool",
      { ...pool, scaleSettings: { fixedScale: { targetDedicatedNodes: -1 } } },
      "scaleSettings.fixedScale.targetDedicatedNodes",
      "OutOfRange",
    ],
    [
      "batch:Pool",
      { ...pool, scaleSettings: { autoScale: { formula: "x=1;", evaluationInterval: "5m" } } },
      "scaleSettings.autoScale.evaluationInterval",
      "InvalidFormat",
    ],
    ["batch:Pool", { ...pool, identity: { type: "UserAssigned" } }, "identity", "Contradiction"],
    ["batch:Pool", { ...pool, metadata: [{ name: "a" }] }, "metadata[0].value", "Missing"],
    ["batch:BatchAccount", { ...account, tags: { "cost.centre": 7 } }, 'tags["cost.centre"]', "InvalidType"],
    [
      "authorization:RoleAssignment",
      { scope: "/subscriptions/s", principalId: "me" },
      "principalId",
      "InvalidFormat",
    ],
    [
      "storage:ManagementPolicy",
      { ...container, managementPolicyName: "mine" },
      "managementPolicyName",
      "InvalidChoice",
    ],
    [
      "monitor:DiagnosticSetting",
      { resourceUri: "/subscriptions/s", name: "logs" },
      "workspaceId",
      "Contradiction",
    ],
    ["consumption:Budget", { scope: "/subscriptions/s", amount: 0 }, "amount", "OutOfRange"],
  ];
  for (const [type, inputs, property, code] of refused) {
    it(`refuses ${JSON.stringify(inputs).slice(0, 60)} of ${type}: ${property} ${code}`, () => {
      const [failure] = checked(type, inputs).failures;
      assert.deepEqual([failure?.property, failure?.code], [property, code]);
    });
  }

  it("describes failures as in the snapshot", async () => {
    const lines = refused.map(([type, inputs]) => `${type}: ${failures(type, inputs)[0]}`);
    await assertSnapshot("local/resources-refused", lines.join("\n"));
  });

  it("accepts the largest values", () => {
    const largest = {
      ...pool,
      poolName: "x".repeat(64),
      taskSlotsPerNode: 256,
      displayName: "x".repeat(1024),
    };
    assert.deepEqual(failures("batch:Pool", largest), []);
    assert.deepEqual(failures("storage:BlobContainer", { ...container, containerName: "x".repeat(63) }), []);
  });

  it("returns every failure with its property", () => {
    const { failures } = checked("batch:Pool", { ...pool, vmSize: "", poolName: "a b" });
    assert.deepEqual(failures.map(({ property }) => property).sort(), ["poolName", "vmSize"]);
  });

  it("accepts valid inputs", () => {
    assert.deepEqual(failures("batch:Pool", pool), []);
    assert.deepEqual(failures("batch:BatchAccount", account), []);
    assert.deepEqual(failures("storage:BlobContainer", { ...container, containerName: "$web" }), []);
  });

  it("accepts values that are unknown in a preview", () => {
    const inputs = { ...pool, accountName: unknownValue, startTask: { commandLine: unknownValue } };
    assert.deepEqual(failures("batch:Pool", inputs), []);
    assert.deepEqual(failures("batch:Pool", { ...pool, scaleSettings: unknownValue }), []);
  });

  describe("generates names like azure-native", () => {
    it("with eight digits in a resource group, as a copy below that, as a GUID for a role assignment", () => {
      assert.equal(checked("batch:BatchAccount", {}).inputs.accountName, "thing01234567");
      assert.equal(checked("resources:ResourceGroup", {}).inputs.resourceGroupName, "thing01234567");
      assert.equal(checked("consumption:Budget", {}).inputs.budgetName, "thing01234567");
      assert.equal(checked("batch:Pool", {}).inputs.poolName, "thing");
      const { inputs } = checked("authorization:RoleAssignment", {});
      assert.match(String(inputs.roleAssignmentName), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    });

    describe("with the stack's autonaming", () => {
      const names = (type: string, mode: "propose" | "enforce" | "disable") => {
        const { inputs } = checked(type, {}, { autonaming: { mode, name: "proposed" } });
        return { name: inputs.accountName ?? inputs.poolName ?? inputs.roleAssignmentName, inputs };
      };

      it("taking a proposed name except for a GUID", () => {
        for (const type of ["batch:BatchAccount", "batch:Pool"]) {
          const { name, inputs } = names(type, "propose");
          assert.deepEqual([name, inputs.__createBeforeDelete], ["proposed", true]);
        }
        assert.match(String(names("authorization:RoleAssignment", "propose").name), /^[0-9a-f]{8}-/);
      });

      it("taking an enforced name in any case", () => {
        for (const type of ["batch:BatchAccount", "batch:Pool", "authorization:RoleAssignment"])
          assert.equal(names(type, "enforce").name, "proposed");
      });

      it("generating none if it is disabled", () => {
        const autonaming = { mode: "disable", name: "" };
        const { failures } = checked("batch:BatchAccount", { resourceGroupName: "g" }, { autonaming });
        assert.deepEqual(
          failures.map(({ property, code }) => [property, code]),
          [["accountName", "Missing"]],
        );
      });

      it("keeping what the program or the existing resource has", () => {
        const autonaming = { mode: "enforce", name: "proposed" };
        const olds = { accountName: "old" };
        assert.equal(checked("batch:BatchAccount", {}, { olds, autonaming }).inputs.accountName, "old");
        const set = checked("batch:BatchAccount", { accountName: "mine" }, { olds, autonaming });
        assert.deepEqual(set.inputs, { accountName: "mine" });
      });
    });

    it("keeping an existing resource's name unless the program sets one", () => {
      const olds = checked("batch:BatchAccount", {}).inputs;
      assert.deepEqual(checked("batch:BatchAccount", {}, { olds, digits: "ffffffff" }).inputs, olds);
      assert.deepEqual(checked("batch:BatchAccount", { accountName: "mine" }, { olds }).inputs, {
        accountName: "mine",
      });
    });
  });
});
