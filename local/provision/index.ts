import { LocalCloudError } from "../errors.ts";
import { batchAccount, getBatchAccount, listBatchAccountKeys } from "./batch-account.ts";
import { blobContainer } from "./blob-container.ts";
import { getClientConfig } from "./client.ts";
import { pool } from "./pool.ts";
import type { Invoke, Provisioner } from "./provisioner.ts";
import { blobServiceProperties, budget, diagnosticSetting, managementPolicy } from "./recorded.ts";
import { resourceGroup } from "./resource-group.ts";
import { roleAssignment } from "./role-assignment.ts";
import { listStorageAccountKeys, storageAccount } from "./storage-account.ts";
import { userAssignedIdentity } from "./user-assigned-identity.ts";
import { getVirtualNetwork, subnet, virtualNetwork } from "./virtual-network.ts";

/** Provisioners by Pulumi's type token. */
export const provisioners: Readonly<Record<string, Provisioner>> = {
  "azure-native:resources:ResourceGroup": resourceGroup,
  "azure-native:storage:StorageAccount": storageAccount,
  "azure-native:storage:BlobContainer": blobContainer,
  "azure-native:storage:ManagementPolicy": managementPolicy,
  "azure-native:storage:BlobServiceProperties": blobServiceProperties,
  "azure-native:batch:BatchAccount": batchAccount,
  "azure-native:batch:Pool": pool,
  "azure-native:managedidentity:UserAssignedIdentity": userAssignedIdentity,
  "azure-native:authorization:RoleAssignment": roleAssignment,
  "azure-native:network:VirtualNetwork": virtualNetwork,
  "azure-native:network:Subnet": subnet,
  "azure-native:monitor:DiagnosticSetting": diagnosticSetting,
  "azure-native:consumption:Budget": budget,
};

const invokes: Readonly<Record<string, Invoke>> = {
  "azure-native:storage:listStorageAccountKeys": listStorageAccountKeys,
  "azure-native:batch:getBatchAccount": getBatchAccount,
  "azure-native:batch:listBatchAccountKeys": listBatchAccountKeys,
  "azure-native:authorization:getClientConfig": getClientConfig,
  "azure-native:network:getVirtualNetwork": getVirtualNetwork,
};

export const provisionerOf = (type: string): Provisioner => {
  const provisioner = provisioners[type];
  if (provisioner) return provisioner;
  throw new LocalCloudError(
    "UnknownResourceType",
    `${type}: expected a resource type that the local cloud supports. Add it to local/provision/index.ts.`,
  );
};

export const invokeOf = (token: string): Invoke => {
  const invoke = invokes[token];
  if (invoke) return invoke;
  throw new LocalCloudError(
    "UnknownFunction",
    `${token}: expected a function that the local cloud supports. Add it to local/provision/index.ts.`,
  );
};
