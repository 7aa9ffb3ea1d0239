import * as resources from "@pulumi/azure-native/resources/index.js";
import * as pulumi from "@pulumi/pulumi";
import { BatchAccount } from "./batch-account.ts";
import type { StackOutputs } from "./outputs.ts";
import { Pool } from "./pool.ts";
import type { Settings } from "./settings.ts";
import { Storage } from "./storage.ts";

type Outputs<T> = { [Key in keyof T]: pulumi.Input<T[Key]> };

/** Declares one environment, and returns what the runner needs to know of it. */
export const program = (settings: Settings): Outputs<StackOutputs> => {
  const { location, vmSize, nodeCount, taskSlotsPerNode } = settings;
  const group = new resources.ResourceGroup(`${pulumi.getProject()}-${pulumi.getStack()}`, { location });
  const resourceGroupName = group.name;
  const storage = new Storage("storage", { resourceGroupName, location });
  const account = new BatchAccount("batch", { resourceGroupName, location });
  const { accountName } = account;
  const pool = new Pool("workers", { resourceGroupName, accountName, vmSize, nodeCount, taskSlotsPerNode });

  return {
    auth: "keys",
    location,
    resourceGroupName,
    storageAccountName: storage.accountName,
    storageAccountKey: storage.accountKey,
    applicationContainerUrl: storage.applicationContainerUrl,
    inputContainerUrl: storage.inputContainerUrl,
    outputContainerUrl: storage.outputContainerUrl,
    batchAccountName: account.accountName,
    batchAccountKey: account.accountKey,
    batchAccountEndpoint: account.endpoint,
    poolId: pool.poolId,
    vmSize,
    maxDedicatedNodes: nodeCount,
    maxSpotNodes: 0,
    autoscale: false,
    taskSlotsPerNode,
    nodePath: pool.nodePath,
    containerImages: [],
  };
};
