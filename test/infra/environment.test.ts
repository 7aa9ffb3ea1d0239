import assert from "node:assert/strict";
import { parseStackOutputs } from "../../infra/outputs.ts";
import { declareFor } from "../helpers/declare-environment.ts";
import { type Declared, declaredBy, only } from "../helpers/declared-resources.ts";
import { everything, settingsOf, surroundings } from "../helpers/settings.ts";

const declare = (values: Readonly<Record<string, unknown>> = {}) =>
  declaredBy(() => declareFor(settingsOf(values), surroundings.today));

const declaredTypes = ({ resources }: Declared<object>): string[] =>
  resources.map(({ type, name }) => `${type} ${name}`).sort();

describe("environment", () => {
  it("declares a group, a storage account with three containers, a Batch account and a pool", async () => {
    assert.deepEqual(declaredTypes(await declare()), [
      "azbatch:index:BatchAccount azbatch",
      "azbatch:index:Storage azbatch",
      "azure-native:batch:BatchAccount azbatch",
      "azure-native:batch:Pool azbatch-workers",
      "azure-native:resources:ResourceGroup azbatch-azure-batch-workloads-test",
      "azure-native:storage:BlobContainer azbatch-application",
      "azure-native:storage:BlobContainer azbatch-input",
      "azure-native:storage:BlobContainer azbatch-output",
      "azure-native:storage:StorageAccount azbatch",
    ]);
  });

  it("exports the outputs of the contract, with both keys as secrets", async () => {
    const { outputs, secrets } = await declare({
      location: "westeurope",
      vmSize: "Standard_D4s_v5",
      nodeCount: 3,
      spotNodeCount: 1,
      taskSlotsPerNode: 8,
    });
    assert.deepEqual(parseStackOutputs(outputs).problems, undefined);
    assert.deepEqual(outputs, {
      auth: "keys",
      location: "westeurope",
      resourceGroupName: "azbatch-azure-batch-workloads-test1234abcd",
      storageAccountName: "azbatch5678abcd",
      storageAccountKey: "c3RvcmFnZQ==",
      applicationContainerUrl: "https://azbatch5678abcd.blob.core.windows.net/application",
      inputContainerUrl: "https://azbatch5678abcd.blob.core.windows.net/input",
      outputContainerUrl: "https://azbatch5678abcd.blob.core.windows.net/output",
      batchAccountName: "azbatch1234abcd",
      batchAccountKey: "YmF0Y2g=",
      batchAccountEndpoint: "https://azbatch1234abcd.eastus.batch.azure.com",
      poolId: "workers",
      vmSize: "Standard_D4s_v5",
      maxDedicatedNodes: 3,
      maxSpotNodes: 1,
      autoscale: false,
      taskSlotsPerNode: 8,
      nodePath: "$AZ_BATCH_NODE_SHARED_DIR/node/bin/node",
      containerImages: [],
    });
    assert.deepEqual(secrets.sort(), ["batchAccountKey", "storageAccountKey"]);
  });

  it("puts all resources into the location and the group of the stack, with its tags", async () => {
    const { resources } = await declare(everything);
    const azure = resources.filter(({ type }) => type.startsWith("azure-native:"));
    const tagged = azure.filter(({ inputs }) => inputs.tags !== undefined);
    for (const { name, inputs } of azure) {
      if (inputs.location !== undefined) assert.equal(inputs.location, "westeurope", name);
      if (inputs.resourceGroupName !== undefined)
        assert.equal(inputs.resourceGroupName, "azbatch-azure-batch-workloads-test1234abcd", name);
    }
    for (const { name, inputs } of tagged) assert.deepEqual(inputs.tags, { costCentre: "1234" }, name);
    assert.deepEqual(tagged.map(({ type }) => type.split(":").at(-1)).sort(), [
      "BatchAccount",
      "Pool",
      "ResourceGroup",
      "StorageAccount",
      "UserAssignedIdentity",
    ]);
  });

  it("protects accounts and results with protect, but no resource that can be recreated", async () => {
    const isProtected = async (protect: boolean): Promise<string[]> =>
      (await declare({ ...everything, protect })).resources
        .filter(({ type, options }) => type.startsWith("azure-native:") && options.protect)
        .map(({ name }) => name)
        .sort();
    assert.deepEqual(await isProtected(false), []);
    assert.deepEqual(await isProtected(true), [
      "azbatch",
      "azbatch",
      "azbatch-application",
      "azbatch-azure-batch-workloads-test",
      "azbatch-input",
      "azbatch-output",
    ]);
  });

  it("sends the Batch account's logs and metrics to the workspace", async () => {
    const { logWorkspaceId } = everything;
    const { resources } = await declare({ logWorkspaceId });
    assert.deepEqual(only(resources, "azure-native:monitor:DiagnosticSetting"), {
      resourceUri: "BatchAccount/azbatch",
      workspaceId: logWorkspaceId,
      logs: [
        { category: "AuditLog", enabled: true },
        { category: "ServiceLog", enabled: true },
      ],
      metrics: [{ category: "AllMetrics", enabled: true }],
    });
  });

  it("has a budget for the group that starts this month and keeps its start later", async () => {
    const { resources } = await declare({ monthlyBudget: 100, budgetEmails: ["platform@contoso.com"] });
    const { notifications, ...budget } = only(resources, "azure-native:consumption:Budget");
    assert.deepEqual(budget, {
      scope: "ResourceGroup/azbatch-azure-batch-workloads-test",
      amount: 100,
      category: "Cost",
      timeGrain: "Monthly",
      timePeriod: { startDate: "2026-11-01T00:00:00Z" },
    });
    const told = Object.values(notifications as Record<string, Record<string, unknown>>);
    assert.deepEqual(told.map(({ threshold, thresholdType }) => `${thresholdType} ${threshold}`).sort(), [
      "Actual 100",
      "Actual 80",
      "Forecasted 100",
    ]);
    for (const { contactEmails } of told) assert.deepEqual(contactEmails, ["platform@contoso.com"]);
    const { options } = resources.find(({ name }) => name === "azbatch-budget")!;
    assert.deepEqual(options.ignoreChanges, ["timePeriod"]);
  });
});

describe("storage", () => {
  it("accepts only HTTPS with TLS 1.2 or later, and has no public blobs", async () => {
    const { resources } = await declare();
    assert.deepEqual(only(resources, "azure-native:storage:StorageAccount"), {
      resourceGroupName: "azbatch-azure-batch-workloads-test1234abcd",
      location: "eastus",
      kind: "StorageV2",
      sku: { name: "Standard_LRS" },
      minimumTlsVersion: "TLS1_2",
      enableHttpsTrafficOnly: true,
      allowBlobPublicAccess: false,
      allowSharedKeyAccess: true,
      networkRuleSet: {
        bypass: "AzureServices",
        defaultAction: "Allow",
        ipRules: [],
        virtualNetworkRules: [],
      },
      tags: {},
    });
    const containers = resources.filter(({ type }) => type === "azure-native:storage:BlobContainer");
    for (const { inputs } of containers) {
      assert.equal(inputs.publicAccess, "None");
      assert.equal(inputs.accountName, "azbatch5678abcd");
    }
  });

  const expiries = async (values: Record<string, unknown>) => {
    const { resources } = await declare(values);
    const { policy } = only(resources, "azure-native:storage:ManagementPolicy") as {
      policy: { rules: { definition: { filters: unknown; actions: unknown } }[] };
    };
    return policy.rules.map(({ definition }) => definition);
  };

  it("deletes inputs by their last use", async () => {
    const values = { inputRetentionDays: 30 };
    assert.deepEqual(await expiries(values), [
      {
        filters: { blobTypes: ["blockBlob"], prefixMatch: ["input/"] },
        actions: { baseBlob: { delete: { daysAfterLastAccessTimeGreaterThan: 30 } } },
      },
    ]);
    const service = only((await declare(values)).resources, "azure-native:storage:BlobServiceProperties");
    assert.deepEqual(service.lastAccessTimeTrackingPolicy, { enable: true });
    assert.deepEqual(service.deleteRetentionPolicy, { enabled: false });
  });

  it("deletes outputs and logs by their age, and never code or manifests", async () => {
    assert.deepEqual(await expiries({ outputRetentionDays: 90 }), [
      {
        filters: { blobTypes: ["blockBlob"], prefixMatch: ["output/"] },
        actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 90 } } },
      },
    ]);
  });

  it("keeps deleted blobs for 7 days with protect", async () => {
    const { resources } = await declare({ protect: true });
    const service = only(resources, "azure-native:storage:BlobServiceProperties");
    assert.deepEqual(service.deleteRetentionPolicy, { enabled: true, days: 7 });
    assert.deepEqual(service.containerDeleteRetentionPolicy, { enabled: true, days: 7 });
    assert.deepEqual(service.lastAccessTimeTrackingPolicy, { enable: false });
  });
});
