import type { EntraOutputs, KeysOutputs } from "../../infra/outputs.ts";

const common = {
  location: "eastus",
  resourceGroupName: "rg",
  storageAccountName: "store",
  applicationContainerUrl: "https://store.blob.core.windows.net/application",
  inputContainerUrl: "https://store.blob.core.windows.net/input",
  outputContainerUrl: "https://store.blob.core.windows.net/output",
  batchAccountName: "batch",
  batchAccountEndpoint: "https://batch.eastus.batch.azure.com",
  poolId: "pool",
  vmSize: "Standard_D2s_v5",
  maxDedicatedNodes: 2,
  maxSpotNodes: 0,
  autoscale: false,
  taskSlotsPerNode: 2,
  nodePath: "node",
  containerImages: [],
};

/** Outputs of a stack on Azure, with invalid keys. */
export const keysOutputs = (changes: Partial<KeysOutputs> = {}): KeysOutputs => ({
  auth: "keys",
  ...common,
  storageAccountKey: "a2V5",
  batchAccountKey: "a2V5",
  ...changes,
});

export const entraOutputs = (changes: Partial<EntraOutputs> = {}): EntraOutputs => ({
  auth: "entra",
  ...common,
  nodeIdentityId:
    "/subscriptions/s-1/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/n",
  ...changes,
});

/** Returns the containers' URLs below this URL. */
export const containersAt = (url: string) => ({
  applicationContainerUrl: `${url}/application`,
  inputContainerUrl: `${url}/input`,
  outputContainerUrl: `${url}/output`,
});
