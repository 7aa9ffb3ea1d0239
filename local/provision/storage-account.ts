import { randomBytes } from "node:crypto";
import * as v from "valibot";
import { LocalCloudError } from "../errors.ts";
import { armId, autoName, type Invoke, type Provisioner } from "./provisioner.ts";

const Inputs = v.object({ resourceGroupName: v.string(), accountName: v.optional(v.string()) });

/** An account of Azurite with a key of its own. */
export const storageAccount: Provisioner = {
  put: async (declared, cloud) => {
    const inputs = v.parse(Inputs, declared.inputs);
    const accountName = inputs.accountName ?? autoName(declared, cloud);
    if (!cloud.state.storageAccounts().has(accountName)) {
      cloud.state.addStorageAccount(accountName, randomBytes(64).toString("base64"));
      await cloud.blobs.setAccounts(cloud.state.storageAccounts());
    }
    return {
      id: armId(inputs.resourceGroupName, `Microsoft.Storage/storageAccounts/${accountName}`),
      state: {
        ...declared.inputs,
        accountName,
        name: accountName,
        primaryEndpoints: { blob: `${cloud.blobs.endpoint}/${accountName}/` },
      },
    };
  },
};

export const listStorageAccountKeys: Invoke = (inputs, cloud) => {
  const { accountName } = v.parse(v.object({ accountName: v.string() }), inputs);
  const value = cloud.state.storageAccounts().get(accountName);
  if (value === undefined) throw new LocalCloudError(`ResourceNotFound: no storage account ${accountName}`);
  return { keys: [{ keyName: "key1", permissions: "Full", value }] };
};
