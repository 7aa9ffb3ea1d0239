import assert from "node:assert/strict";
import { changeableWithNodes } from "../../local/provision/pool-update.ts";
import { declareFor } from "../helpers/declare-environment.ts";
import { declaredBy, only } from "../helpers/declared-resources.ts";
import { everything, settingsOf } from "../helpers/settings.ts";

interface DeclaredPool {
  readonly [input: string]: unknown;
  readonly deploymentConfiguration: { readonly virtualMachineConfiguration: Record<string, unknown> };
  readonly startTask: { readonly commandLine: string };
}

const poolOf = async (
  values: Readonly<Record<string, unknown>>,
  files: Readonly<Record<string, string>> = {},
): Promise<DeclaredPool> => {
  const { resources } = await declaredBy(() => declareFor(settingsOf(values, files)));
  return only(resources, "azure-native:batch:Pool") as DeclaredPool;
};

describe("pool", () => {
  it("has the VM size, slots and nodes of the settings, and is in the Batch account", async () => {
    const values = { vmSize: "Standard_D4s_v5", nodeCount: 3, spotNodeCount: 5, taskSlotsPerNode: 8 };
    const pool = await poolOf(values);
    assert.equal(pool.accountName, "azbatch1234abcd");
    assert.equal(pool.vmSize, "Standard_D4s_v5");
    assert.equal(pool.taskSlotsPerNode, 8);
    assert.deepEqual(pool.scaleSettings, {
      fixedScale: { targetDedicatedNodes: 3, targetLowPriorityNodes: 5, resizeTimeout: "PT15M" },
    });
    assert.equal(pool.targetNodeCommunicationMode, "Simplified");
    assert.equal(pool.networkConfiguration, undefined);
  });

  it("has a formula with autoscale, evaluated at Azure's shortest interval", async () => {
    const values = { autoscale: true, minNodes: 1, maxNodes: 7, spotPercent: 50, taskSlotsPerNode: 4 };
    const { resources, outputs } = await declaredBy(() => declareFor(settingsOf(values)));
    const { scaleSettings } = only(resources, "azure-native:batch:Pool") as {
      scaleSettings: { autoScale: { formula: string; evaluationInterval: string } };
    };
    const { formula, evaluationInterval } = scaleSettings.autoScale;
    assert.equal(evaluationInterval, "PT5M");
    assert.match(formula, /max\(1, min\(7, ceil\(tasks \/ 4\)\)\)/);
    assert.equal(outputs.autoscale, true);
    assert.deepEqual([outputs.maxDedicatedNodes, outputs.maxSpotNodes], [3, 4]);
  });

  it("runs Ubuntu 24.04 or the image of the settings", async () => {
    assert.deepEqual((await poolOf({})).deploymentConfiguration.virtualMachineConfiguration, {
      imageReference: { publisher: "microsoft-dsvm", offer: "ubuntu-hpc", sku: "2404", version: "latest" },
      nodeAgentSkuId: "batch.node.ubuntu 24.04",
    });
    const other = await poolOf({ image: "a:b:c:1.2.3:batch.node.el 9" });
    assert.deepEqual(other.deploymentConfiguration.virtualMachineConfiguration, {
      imageReference: { publisher: "a", offer: "b", sku: "c", version: "1.2.3" },
      nodeAgentSkuId: "batch.node.el 9",
    });
  });

  it("is in the subnet, with or without public IPs", async () => {
    const { subnetId } = everything;
    const network = async (publicIp: boolean): Promise<unknown> =>
      (await poolOf({ subnetId, publicIp })).networkConfiguration;
    // The default of azure-native and of Azure.
    const dynamicVnetAssignmentScope = "none";
    assert.deepEqual(await network(true), {
      dynamicVnetAssignmentScope,
      subnetId,
      publicIPAddressConfiguration: { provision: "BatchManaged" },
    });
    assert.deepEqual(await network(false), {
      dynamicVnetAssignmentScope,
      subnetId,
      publicIPAddressConfiguration: { provision: "NoPublicIPAddresses" },
    });
  });

  it("pulls its container images with its identity", async () => {
    const { deploymentConfiguration } = await poolOf(everything);
    assert.deepEqual(deploymentConfiguration.virtualMachineConfiguration.containerConfiguration, {
      type: "DockerCompatible",
      containerImageNames: everything.containerImages,
      containerRegistries: [
        {
          registryServer: "platform.azurecr.io",
          identityReference: { resourceId: "UserAssignedIdentity/azbatch-nodes" },
        },
      ],
    });
  });

  it("waits for the start task, which contains no SAS, before it runs tasks on a node", async () => {
    const { commandLine, ...startTask } = (await poolOf({})).startTask;
    assert.deepEqual(startTask, {
      userIdentity: { autoUser: { scope: "Pool", elevationLevel: "Admin" } },
      waitForSuccess: true,
      maxTaskRetryCount: 3,
    });
    assert.match(commandLine, /^\/bin\/bash -c '[^']+'$/);
    assert.doesNotMatch(commandLine, /[?&]sig=/);
  });

  it("has packages and the user's script in its start task", async () => {
    const pool = await poolOf({ packages: ["ffmpeg"], startScript: "a.sh" }, { "a.sh": "echo it's\n" });
    assert.match(pool.startTask.commandLine, /install ffmpeg.*base64 -d/);
    assert.doesNotMatch(pool.startTask.commandLine, /it's/);
  });

  it("is replaced whenever Azure would refuse to change it with nodes", async () => {
    const { resources } = await declaredBy(() => declareFor(settingsOf(everything)));
    const { inputs, options } = resources.find(({ type }) => type === "azure-native:batch:Pool")!;
    const names = ["resourceGroupName", "accountName", "poolName"];
    const inPlace = [...names, ...changeableWithNodes, ...options.replaceOnChanges];
    assert.deepEqual(
      Object.keys(inputs).filter((input) => !inPlace.includes(input)),
      [],
    );
  });

  it("is replaced under its id for properties that Azure doesn't change while it has nodes", async () => {
    const { resources } = await declaredBy(() => declareFor(settingsOf()));
    const { inputs, options } = resources.find(({ type }) => type === "azure-native:batch:Pool")!;
    assert.equal(inputs.poolName, "workers");
    assert.deepEqual([...options.replaceOnChanges].sort(), [
      "deploymentConfiguration",
      "identity",
      "interNodeCommunication",
      "networkConfiguration",
      "startTask",
      "targetNodeCommunicationMode",
      "taskSchedulingPolicy",
      "taskSlotsPerNode",
      "vmSize",
    ]);
    assert.equal(options.deleteBeforeReplace, true);
  });
});
