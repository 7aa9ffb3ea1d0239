import assert from "node:assert/strict";
import { parseStackOutputs } from "../../infra/outputs.ts";
import { program } from "../../infra/program.ts";
import { type DeclaredResource, declaredBy } from "../helpers/declared-resources.ts";

const settings = { location: "westeurope", vmSize: "Standard_D4s_v5", nodeCount: 3, taskSlotsPerNode: 8 };
const declare = () => declaredBy(() => program(settings));

const only = (resources: readonly DeclaredResource[], type: string): Record<string, unknown> => {
  const [found, ...more] = resources.filter((resource) => resource.type === type);
  assert(found !== undefined && more.length === 0, `one ${type}`);
  return found.inputs;
};

describe("program", () => {
  it("declares a group, a storage account with three containers, a Batch account and a pool", async () => {
    const { resources } = await declare();
    const declared = resources.map(({ type, name }) => `${type} ${name}`).sort();
    assert.deepEqual(declared, [
      "azure-batch-workloads:index:BatchAccount batch",
      "azure-batch-workloads:index:Pool workers",
      "azure-batch-workloads:index:Storage storage",
      "azure-native:batch:BatchAccount batch",
      "azure-native:batch:Pool workers",
      "azure-native:resources:ResourceGroup azure-batch-workloads-test",
      "azure-native:storage:BlobContainer storage-application",
      "azure-native:storage:BlobContainer storage-input",
      "azure-native:storage:BlobContainer storage-output",
      "azure-native:storage:StorageAccount storage",
    ]);
  });

  it("exports what the runner's contract asks for, with both keys as secrets", async () => {
    const { outputs, secrets } = await declare();
    assert.deepEqual(parseStackOutputs(outputs).problems, undefined);
    assert.deepEqual(outputs, {
      auth: "keys",
      location: "westeurope",
      resourceGroupName: "azure-batch-workloads-test1234abcd",
      storageAccountName: "storage1234abcd",
      storageAccountKey: "c3RvcmFnZQ==",
      applicationContainerUrl: "https://storage1234abcd.blob.core.windows.net/application",
      inputContainerUrl: "https://storage1234abcd.blob.core.windows.net/input",
      outputContainerUrl: "https://storage1234abcd.blob.core.windows.net/output",
      batchAccountName: "batch1234abcd",
      batchAccountKey: "YmF0Y2g=",
      batchAccountEndpoint: "https://batch1234abcd.eastus.batch.azure.com",
      poolId: "workers",
      vmSize: "Standard_D4s_v5",
      maxDedicatedNodes: 3,
      maxSpotNodes: 0,
      autoscale: false,
      taskSlotsPerNode: 8,
      nodePath: "$AZ_BATCH_NODE_SHARED_DIR/node-v24.21.0-linux-x64/bin/node",
      containerImages: [],
    });
    assert.deepEqual(secrets.sort(), ["batchAccountKey", "storageAccountKey"]);
  });

  it("puts everything in the location and the group of the stack", async () => {
    const { resources } = await declare();
    const azure = resources.filter(({ type }) => type.startsWith("azure-native:"));
    for (const { name, type, inputs } of azure) {
      if (inputs.location !== undefined) assert.equal(inputs.location, "westeurope", name);
      if (!type.endsWith(":ResourceGroup")) {
        assert.equal(inputs.resourceGroupName, "azure-batch-workloads-test1234abcd", name);
      }
    }
  });
});

describe("storage", () => {
  it("takes TLS 1.2 and HTTPS only, and shows no blob to the public", async () => {
    const { resources } = await declare();
    const { resourceGroupName: _, ...account } = only(resources, "azure-native:storage:StorageAccount");
    assert.deepEqual(account, {
      location: "westeurope",
      kind: "StorageV2",
      sku: { name: "Standard_LRS" },
      minimumTlsVersion: "TLS1_2",
      enableHttpsTrafficOnly: true,
      allowBlobPublicAccess: false,
    });
    const containers = resources.filter(({ type }) => type === "azure-native:storage:BlobContainer");
    for (const { inputs } of containers) {
      assert.equal(inputs.publicAccess, "None");
      assert.equal(inputs.accountName, "storage1234abcd");
    }
  });
});

describe("pool", () => {
  it("has the nodes, the size and the slots of the settings, in the Batch account", async () => {
    const { resources } = await declare();
    const pool = only(resources, "azure-native:batch:Pool");
    assert.equal(pool.accountName, "batch1234abcd");
    assert.equal(pool.vmSize, "Standard_D4s_v5");
    assert.equal(pool.taskSlotsPerNode, 8);
    assert.deepEqual(pool.scaleSettings, {
      fixedScale: { targetDedicatedNodes: 3, resizeTimeout: "PT15M" },
    });
    assert.equal(pool.targetNodeCommunicationMode, "Simplified");
  });

  it("runs Ubuntu 24.04", async () => {
    const { resources } = await declare();
    assert.deepEqual(only(resources, "azure-native:batch:Pool").deploymentConfiguration, {
      virtualMachineConfiguration: {
        imageReference: { publisher: "microsoft-dsvm", offer: "ubuntu-hpc", sku: "2404", version: "latest" },
        nodeAgentSkuId: "batch.node.ubuntu 24.04",
      },
    });
  });

  it("gives no task to a node whose start task has not succeeded, and carries no SAS in it", async () => {
    const { resources } = await declare();
    const { commandLine, ...startTask } = only(resources, "azure-native:batch:Pool").startTask as {
      commandLine: string;
    };
    assert.deepEqual(startTask, {
      userIdentity: { autoUser: { scope: "Pool", elevationLevel: "Admin" } },
      waitForSuccess: true,
      maxTaskRetryCount: 3,
    });
    assert.match(commandLine, /^\/bin\/bash -c '[^']+'$/);
    assert.doesNotMatch(commandLine, /[?&]sig=/);
  });
});
