import { LocalCloudError } from "../errors.ts";
import { batchAccount, listBatchAccountKeys } from "./batch-account.ts";
import { blobContainer } from "./blob-container.ts";
import { pool } from "./pool.ts";
import type { Invoke, Provisioner } from "./provisioner.ts";
import { resourceGroup } from "./resource-group.ts";
import { listStorageAccountKeys, storageAccount } from "./storage-account.ts";

/** What becomes of each resource type that the program declares: Pulumi's type token → the local thing. */
export const provisioners: Readonly<Record<string, Provisioner>> = {
  "azure-native:resources:ResourceGroup": resourceGroup,
  "azure-native:storage:StorageAccount": storageAccount,
  "azure-native:storage:BlobContainer": blobContainer,
  "azure-native:batch:BatchAccount": batchAccount,
  "azure-native:batch:Pool": pool,
};

/** Types that have no effect here, each with its reason. */
export const inert: Readonly<Record<string, string>> = {};

export const invokes: Readonly<Record<string, Invoke>> = {
  "azure-native:storage:listStorageAccountKeys": listStorageAccountKeys,
  "azure-native:batch:listBatchAccountKeys": listBatchAccountKeys,
};

export const provisionerOf = (type: string): Provisioner => {
  const provisioner = provisioners[type] ?? (type in inert ? inertProvisioner : undefined);
  if (provisioner) return provisioner;
  throw new LocalCloudError(
    `The local cloud has no ${type}; add it to local/provision/index.ts, or to its inert types`,
  );
};

export const invokeOf = (token: string): Invoke => {
  const invoke = invokes[token];
  if (invoke) return invoke;
  throw new LocalCloudError(`The local cloud has no function ${token}; add it to local/provision/index.ts`);
};

const inertProvisioner: Provisioner = {
  name: { input: "name", unique: true },
  immutable: [],
  put: (inputs) => ({ id: `inert/${inputs.name}`, state: { ...inputs } }),
  remove: () => {},
};
