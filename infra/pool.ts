import * as azure from "@pulumi/azure-native/batch/pool.js";
import type * as pulumi from "@pulumi/pulumi";
import { type ContainersArgs, containerConfiguration } from "./containers.ts";
import { formerly, formerType } from "./former-names.ts";
import type { Image } from "./image.ts";
import { nodeRuntime } from "./node-runtime.ts";
import { type Scale, scaleSettings } from "./scale.ts";
import { type StartTaskOptions, startTaskCommandLine } from "./start-task.ts";

interface PoolArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly accountName: pulumi.Input<string>;
  readonly tags: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
  readonly vmSize: string;
  readonly image: Image;
  readonly taskSlotsPerNode: number;
  readonly scale: Scale;
  readonly network: { readonly subnetId: pulumi.Input<string>; readonly publicIp: boolean };
  readonly containers: ContainersArgs;
  readonly startTask: StartTaskOptions;
  /** Resource id of the nodes' identity; undefined with account keys. */
  readonly nodeIdentityId: pulumi.Input<string> | undefined;
}

/** Id of the pool in its Batch account, the same in all environments: jobs name it, and an account has only this pool. */
const poolName = "workers";

/**
 * Declares a pool of Linux nodes on which the start task installs Node.
 *
 * @param name of the environment
 */
export const declarePool = (
  name: string,
  args: PoolArgs,
  opts: pulumi.CustomResourceOptions,
): { poolId: pulumi.Output<string>; nodePath: string } => {
  const { resourceGroupName, accountName, tags, vmSize, image, taskSlotsPerNode, nodeIdentityId } = args;
  const pool = new azure.Pool(
    `${name}-${poolName}`,
    {
      resourceGroupName,
      accountName,
      poolName,
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
        // The shared directory is owned by the node agent's user.
        userIdentity: { autoUser: { scope: "Pool", elevationLevel: "Admin" } },
        waitForSuccess: true,
        maxTaskRetryCount: 3,
      },
      tags,
    },
    {
      replaceOnChanges: [...replacing],
      deleteBeforeReplace: true,
      ...formerly(name, `${formerType("Pool")}$azure-native:batch:Pool`, "workers"),
      ...opts,
    },
  );
  return { poolId: pool.name, nodePath: nodeRuntime.path };
};

/**
 * Inputs that replace the pool when they change. azure-native would update them in place, but Azure refuses that while the pool has
 * nodes. Azure does accept a new start task or identity, but existing nodes don't run or have it: they would lack what the next
 * job relies on.
 *
 * The new pool has the same id, because jobs name their pool by id, so the old pool is deleted first. Batch puts the running
 * tasks of a deleted pool back into the queue, and while the pool doesn't exist, "no Tasks for the Job will run until you create
 * a Pool with that id". A pool with another id would leave every existing job without nodes.
 *
 * @see https://learn.microsoft.com/azure/batch/batch-pool-update-properties
 * @see https://learn.microsoft.com/rest/api/batchservice/pool/delete
 * @see https://learn.microsoft.com/rest/api/batchservice/job/add#poolinformation
 */
const replacing = [
  "vmSize",
  "deploymentConfiguration",
  "taskSlotsPerNode",
  "taskSchedulingPolicy",
  "interNodeCommunication",
  "targetNodeCommunicationMode",
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
