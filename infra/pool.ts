import * as azure from "@pulumi/azure-native/batch/pool.js";
import * as pulumi from "@pulumi/pulumi";
import { type ContainersArgs, containerConfiguration } from "./containers.ts";
import type { Image } from "./image.ts";
import { nodeRuntime } from "./node-runtime.ts";
import { type Scale, scaleSettings } from "./scale.ts";
import { type StartTaskOptions, startTaskCommandLine } from "./start-task.ts";

interface PoolArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly accountName: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
  readonly vmSize: string;
  readonly image: Image;
  readonly taskSlotsPerNode: number;
  readonly scale: Scale;
  readonly network: { readonly subnetId: string; readonly publicIp: boolean };
  readonly containers: ContainersArgs;
  readonly startTask: StartTaskOptions;
  /** Resource id of the identity that nodes have. */
  readonly nodeIdentityId: pulumi.Input<string> | undefined;
}

/** A pool of Linux nodes which have Node. */
export class Pool extends pulumi.ComponentResource {
  readonly poolId: pulumi.Output<string>;
  readonly nodePath: pulumi.Output<string>;

  constructor(name: string, args: PoolArgs, opts?: pulumi.ComponentResourceOptions) {
    super("azure-batch-workloads:index:Pool", name, {}, opts);
    const { resourceGroupName, accountName, tags, vmSize, image, taskSlotsPerNode, nodeIdentityId } = args;

    const pool = new azure.Pool(
      name,
      {
        resourceGroupName,
        accountName,
        poolName: name,
        vmSize,
        deploymentConfiguration: {
          virtualMachineConfiguration: {
            ...image,
            ...containerConfiguration(args.containers, nodeIdentityId),
          },
        },
        scaleSettings: scaleSettings(args.scale, taskSlotsPerNode),
        taskSlotsPerNode,
        taskSchedulingPolicy: { nodeFillType: "Spread" },
        interNodeCommunication: "Disabled",
        // Classic communication is retired: https://learn.microsoft.com/azure/batch/simplified-compute-node-communication
        targetNodeCommunicationMode: "Simplified",
        ...networkConfiguration(args.network),
        ...(nodeIdentityId === undefined
          ? {}
          : { identity: { type: "UserAssigned", userAssignedIdentities: [nodeIdentityId] } }),
        startTask: {
          commandLine: startTaskCommandLine(nodeRuntime, args.startTask),
          // The shared directory belongs to the node agent's user.
          userIdentity: { autoUser: { scope: "Pool", elevationLevel: "Admin" } },
          waitForSuccess: true,
          maxTaskRetryCount: 3,
        },
        tags,
      },
      { parent: this, replaceOnChanges: [...fixed], deleteBeforeReplace: true },
    );

    this.poolId = pool.name;
    this.nodePath = pulumi.output(nodeRuntime.path);
    this.registerOutputs({ poolId: this.poolId, nodePath: this.nodePath });
  }
}

/**
 * What makes another pool of it. azure-native would change all of these in place, but Azure refuses to while there are nodes;
 * a new start task it takes, and lets the nodes that are there go on without: they would have neither the Node nor the packages
 * that the next job counts on.
 *
 * The old pool goes first, because the new one has its id, and it has its id for the sake of the queue. A job names its pool
 * by id. Batch puts the running tasks of a pool that is deleted back into the queue, and if the pool does not exist, "no Tasks
 * for the Job will run until you create a Pool with that id". Beside a pool of another id, created first, every job of the old
 * one would stay without.
 *
 * @see https://learn.microsoft.com/rest/api/batchservice/pool/delete
 * @see https://learn.microsoft.com/rest/api/batchservice/job/add#poolinformation
 */
const fixed = [
  "vmSize",
  "deploymentConfiguration",
  "taskSlotsPerNode",
  "taskSchedulingPolicy",
  "interNodeCommunication",
  "networkConfiguration",
  "identity",
  "startTask",
] as const;

const networkConfiguration = ({ subnetId, publicIp }: PoolArgs["network"]) =>
  subnetId === ""
    ? {}
    : {
        networkConfiguration: {
          subnetId,
          publicIPAddressConfiguration: {
            provision: publicIp ? ("BatchManaged" as const) : ("NoPublicIPAddresses" as const),
          },
        },
      };
