import * as batch from "@pulumi/azure-native/batch/index.js";
import * as pulumi from "@pulumi/pulumi";
import { nodeRuntime } from "./node-runtime.ts";
import { startTaskCommandLine } from "./start-task.ts";

export interface PoolArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly accountName: pulumi.Input<string>;
  readonly vmSize: pulumi.Input<string>;
  /** Dedicated nodes. */
  readonly nodeCount: pulumi.Input<number>;
  readonly taskSlotsPerNode: pulumi.Input<number>;
}

/** A pool of a fixed number of Linux nodes which have Node. */
export class Pool extends pulumi.ComponentResource {
  readonly poolId: pulumi.Output<string>;
  readonly nodePath: pulumi.Output<string>;

  constructor(name: string, args: PoolArgs, opts?: pulumi.ComponentResourceOptions) {
    super("azure-batch-workloads:index:Pool", name, {}, opts);
    const { resourceGroupName, accountName, vmSize, nodeCount, taskSlotsPerNode } = args;

    const pool = new batch.Pool(
      name,
      {
        resourceGroupName,
        accountName,
        poolName: name,
        vmSize,
        deploymentConfiguration: { virtualMachineConfiguration: ubuntu },
        scaleSettings: { fixedScale: { targetDedicatedNodes: nodeCount, resizeTimeout: "PT15M" } },
        taskSlotsPerNode,
        taskSchedulingPolicy: { nodeFillType: "Spread" },
        interNodeCommunication: "Disabled",
        // Classic communication is retired: https://learn.microsoft.com/azure/batch/simplified-compute-node-communication
        targetNodeCommunicationMode: "Simplified",
        startTask,
      },
      // Azure refuses to change these in place, which azure-native does not know; and two pools can't have one id.
      {
        parent: this,
        replaceOnChanges: ["vmSize", "deploymentConfiguration", "taskSlotsPerNode"],
        deleteBeforeReplace: true,
      },
    );

    this.poolId = pool.name;
    this.nodePath = pulumi.output(nodeRuntime.path);
    this.registerOutputs({ poolId: this.poolId, nodePath: this.nodePath });
  }
}

// Ubuntu 22.04 leaves Batch in 2027-06 (Azure/Batch#200), 20.04 left in 2025.
const ubuntu = {
  imageReference: { publisher: "microsoft-dsvm", offer: "ubuntu-hpc", sku: "2404", version: "latest" },
  nodeAgentSkuId: "batch.node.ubuntu 24.04",
};

const startTask = {
  commandLine: startTaskCommandLine(nodeRuntime),
  // The shared directory belongs to the node agent's user.
  userIdentity: { autoUser: { scope: "Pool", elevationLevel: "Admin" } },
  waitForSuccess: true,
  maxTaskRetryCount: 3,
} as const;
