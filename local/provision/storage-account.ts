import { randomBytes } from "node:crypto";
import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import * as v from "valibot";
import { LocalCloudError } from "../errors.ts";
import { armId, type Cloud, type Invoke, type Provisioner } from "./provisioner.ts";

const Inputs = v.object({ resourceGroupName: v.string(), accountName: v.string() });

/** An account of Azurite with a key of its own. */
export const storageAccount: Provisioner = {
  name: { input: "accountName", unique: true },
  immutable: ["accountName", "resourceGroupName", "location"],
  put: async (inputs, cloud) => {
    const { resourceGroupName, accountName } = v.parse(Inputs, inputs);
    if (!cloud.state.storageAccounts().has(accountName)) {
      cloud.state.addStorageAccount(accountName, randomBytes(64).toString("base64"));
      await cloud.blobs.setAccounts(cloud.state.storageAccounts());
    }
    return {
      id: armId(resourceGroupName, `Microsoft.Storage/storageAccounts/${accountName}`),
      state: {
        ...inputs,
        name: accountName,
        primaryEndpoints: { blob: `${cloud.blobs.endpoint}/${accountName}/` },
      },
    };
  },
  exists: (inputs, cloud) => cloud.state.storageAccounts().has(v.parse(Inputs, inputs).accountName),
  remove: async (inputs, cloud) => {
    const { accountName } = v.parse(Inputs, inputs);
    const account = blobsOf(accountName, cloud);
    if (!account) return;
    for await (const { name } of account.listContainers()) await account.deleteContainer(name);
    cloud.state.removeStorageAccount(accountName);
    await cloud.blobs.setAccounts(cloud.state.storageAccounts());
  },
};

/** Client of an account's blobs; undefined if there is no such account. */
export const blobsOf = (accountName: string, { state, blobs }: Cloud): BlobServiceClient | undefined => {
  const key = state.storageAccounts().get(accountName);
  if (key === undefined) return undefined;
  return new BlobServiceClient(
    `${blobs.endpoint}/${accountName}`,
    new StorageSharedKeyCredential(accountName, key),
  );
};

export const listStorageAccountKeys: Invoke = (inputs, cloud) => {
  const { accountName } = v.parse(v.object({ accountName: v.string() }), inputs);
  const value = cloud.state.storageAccounts().get(accountName);
  if (value === undefined) throw new LocalCloudError(`ResourceNotFound: no storage account ${accountName}`);
  return { keys: [{ keyName: "key1", permissions: "Full", value }] };
};
