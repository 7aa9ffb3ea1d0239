import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import * as v from "valibot";
import { LocalCloudError } from "../errors.ts";
import { armId, type Provisioner } from "./provisioner.ts";

const Inputs = v.object({
  resourceGroupName: v.string(),
  accountName: v.string(),
  containerName: v.optional(v.string()),
});

/** A container in Azurite; one that is there stays as it is. */
export const blobContainer: Provisioner = {
  put: async (declared, cloud) => {
    const {
      resourceGroupName,
      accountName,
      containerName = declared.name,
    } = v.parse(Inputs, declared.inputs);
    const key = cloud.state.storageAccounts().get(accountName);
    if (key === undefined) throw new LocalCloudError(`ResourceNotFound: no storage account ${accountName}`);
    const credential = new StorageSharedKeyCredential(accountName, key);
    const account = new BlobServiceClient(`${cloud.blobs.endpoint}/${accountName}`, credential);
    await account.getContainerClient(containerName).createIfNotExists();
    return {
      id: armId(
        resourceGroupName,
        `Microsoft.Storage/storageAccounts/${accountName}/blobServices/default/containers/${containerName}`,
      ),
      state: { ...declared.inputs, containerName, name: containerName },
    };
  },
};
