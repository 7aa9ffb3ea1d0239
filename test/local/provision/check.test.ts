import assert from "node:assert/strict";
import { check, unknownValue } from "../../../local/provision/check.ts";
import { provisionerOf } from "../../../local/provision/index.ts";
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
  const refused: [type: string, inputs: Record<string, unknown>, reason: RegExp][] = [
    ["resources:ResourceGroup", { resourceGroupName: "ends.", location: "eastus" }, /^resourceGroupName: /],
    ["resources:ResourceGroup", { resourceGroupName: "g" }, /^location: expected an Azure region .*nothing$/],
    ["storage:BlobContainer", { ...container, containerName: "Input" }, /^containerName: .*found "Input"$/],
    ["storage:BlobContainer", { ...container, containerName: "a--b" }, /^containerName: /],
    ["storage:BlobContainer", { ...container, containerName: "ab" }, /^containerName: expected 3 to 63 /],
    [
      "storage:BlobContainer",
      { ...container, publicAccess: "blob" },
      /^publicAccess: expected None or Blob or/,
    ],
    [
      "batch:BatchAccount",
      { ...account, accountName: "my-batch" },
      /^accountName: expected 3 to 24 lower-case/,
    ],
    [
      "batch:BatchAccount",
      { ...account, networkProfile: { accountAccess: { defaultAction: "deny" } } },
      /^networkProfile\.accountAccess\.defaultAction: expected Allow or Deny, found "deny"$/,
    ],
    [
      "storage:StorageAccount",
      {
        ...account,
        kind: "StorageV2",
        sku: { name: "Standard_LRS" },
        networkRuleSet: { defaultAction: "Deny", ipRules: [{ iPAddressOrRange: "20.30.40.50/32" }] },
      },
      /^networkRuleSet\.ipRules\[0\]\.iPAddressOrRange: expected an IPv4 address .*"20\.30\.40\.50\/32"$/,
    ],
    ["batch:Pool", { ...pool, poolName: "a b" }, /^poolName: expected 1 to 64 /],
    ["batch:Pool", { ...pool, vmSize: undefined }, /^vmSize: expected a VM size .*, found nothing$/],
    ["batch:Pool", { ...pool, taskSlotsPerNode: 257 }, /^taskSlotsPerNode: .*1 to 256, found 257$/],
    ["batch:Pool", { ...pool, deploymentConfiguration: undefined }, /^deploymentConfiguration: .*nothing$/],
    ["batch:Pool", { ...pool, startTask: {} }, /^startTask\.commandLine: /],
    [
      "batch:Pool",
      { ...pool, startTask: { ...pool.startTask, maxTaskRetryCount: -2 } },
      /maxTaskRetryCount: /,
    ],
    ["batch:Pool", { ...pool, targetNodeCommunicationMode: "simplified" }, /found "simplified"$/],
    ["batch:Pool", { ...pool, scaleSettings: {} }, /^scaleSettings: expected either fixedScale or autoScale/],
    [
      "batch:Pool",
      { ...pool, scaleSettings: { fixedScale: { targetDedicatedNodes: -1 } } },
      /^scaleSettings\.fixedScale\.targetDedicatedNodes: /,
    ],
    [
      "batch:Pool",
      { ...pool, scaleSettings: { autoScale: { formula: "x=1;", evaluationInterval: "5m" } } },
      /^scaleSettings\.autoScale\.evaluationInterval: expected an ISO 8601 duration .*"5m"$/,
    ],
    [
      "batch:Pool",
      { ...pool, identity: { type: "UserAssigned" } },
      /^identity: expected userAssignedIdentities/,
    ],
    [
      "batch:Pool",
      { ...pool, metadata: [{ name: "a" }] },
      /^metadata\[0\]\.value: expected a value, found nothing$/,
    ],
    [
      "batch:BatchAccount",
      { ...account, tags: { "cost.centre": 7 } },
      /^tags\["cost\.centre"\]: expected a text, found 7$/,
    ],
    [
      "authorization:RoleAssignment",
      { scope: "/subscriptions/s", principalId: "me" },
      /^principalId: .*GUID/,
    ],
    [
      "storage:ManagementPolicy",
      { ...container, managementPolicyName: "mine" },
      /^managementPolicyName: expected default/,
    ],
    ["monitor:DiagnosticSetting", { resourceUri: "/subscriptions/s", name: "logs" }, /a workspaceId/],
    ["consumption:Budget", { scope: "/subscriptions/s", amount: 0 }, /^amount: expected an amount above 0/],
  ];
  for (const [type, inputs, reason] of refused) {
    it(`refuses ${JSON.stringify(inputs).slice(0, 60)} of ${type}`, () => {
      assert.match(failures(type, inputs)[0] ?? "", reason);
    });
  }

  it("names the property and tells of every failure at once", () => {
    const { failures } = checked("batch:Pool", { ...pool, vmSize: "", poolName: "a b" });
    assert.deepEqual(failures.map(({ property }) => property).sort(), ["poolName", "vmSize"]);
  });

  it("takes what Azure takes", () => {
    assert.deepEqual(failures("batch:Pool", pool), []);
    assert.deepEqual(failures("batch:BatchAccount", account), []);
    assert.deepEqual(failures("storage:BlobContainer", { ...container, containerName: "$web" }), []);
  });

  it("waits with what a preview cannot know", () => {
    const inputs = { ...pool, accountName: unknownValue, startTask: { commandLine: unknownValue } };
    assert.deepEqual(failures("batch:Pool", inputs), []);
    assert.deepEqual(failures("batch:Pool", { ...pool, scaleSettings: unknownValue }), []);
  });

  describe("chooses a name as azure-native does", () => {
    it("with eight digits for what is in a resource group, a copy below that, a GUID for a role assignment", () => {
      assert.equal(checked("batch:BatchAccount", {}).inputs.accountName, "thing01234567");
      assert.equal(checked("resources:ResourceGroup", {}).inputs.resourceGroupName, "thing01234567");
      assert.equal(checked("consumption:Budget", {}).inputs.budgetName, "thing01234567");
      assert.equal(checked("batch:Pool", {}).inputs.poolName, "thing");
      const { inputs } = checked("authorization:RoleAssignment", {});
      assert.match(String(inputs.roleAssignmentName), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    });

    it("and keeps that of the resource that is there, unless the program names one", () => {
      const olds = checked("batch:BatchAccount", {}).inputs;
      assert.deepEqual(checked("batch:BatchAccount", {}, { olds, digits: "ffffffff" }).inputs, olds);
      assert.deepEqual(checked("batch:BatchAccount", { accountName: "mine" }, { olds }).inputs, {
        accountName: "mine",
      });
    });
  });
});
