import * as v from "valibot";
import { LocalCloudError } from "../errors.ts";
import { armId, type Provisioner } from "./provisioner.ts";
import { blobsOf } from "./storage-account.ts";

const Inputs = v.object({
  resourceGroupName: v.string(),
  accountName: v.string(),
  containerName: v.string(),
});

/** A container in Azurite; one that is there stays as it is. */
export const blobContainer: Provisioner = {
  name: { input: "containerName", unique: false },
  immutable: ["containerName", "accountName", "resourceGroupName"],
  put: async (inputs, cloud) => {
    const { resourceGroupName, accountName, containerName } = v.parse(Inputs, inputs);
    const account = blobsOf(accountName, cloud);
    if (!account) throw new LocalCloudError(`ResourceNotFound: no storage account ${accountName}`);
    await account.getContainerClient(containerName).createIfNotExists();
    const path = `${accountName}/blobServices/default/containers/${containerName}`;
    return {
      id: armId(resourceGroupName, `Microsoft.Storage/storageAccounts/${path}`),
      state: { ...inputs, name: containerName },
    };
  },
  exists: async (inputs, cloud) => {
    const { accountName, containerName } = v.parse(Inputs, inputs);
    return (await blobsOf(accountName, cloud)?.getContainerClient(containerName).exists()) ?? false;
  },
  remove: async (inputs, cloud) => {
    const { accountName, containerName } = v.parse(Inputs, inputs);
    await blobsOf(accountName, cloud)?.getContainerClient(containerName).deleteIfExists();
  },
};
