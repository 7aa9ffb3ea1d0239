import { randomBytes } from "node:crypto";
import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import * as v from "valibot";
import { ArmError } from "./arm-error.ts";
import { resourceGroupPath } from "./arm-path.ts";
import type { Cloud, Invoke, Provisioner } from "./provisioner.ts";
import { armId, firewallAction, ipRange, location, names, oneOf, tags } from "./rules.ts";

const Inputs = v.object({ accountName: v.string() });

/** A storage account of Azurite. */
export const storageAccount: Provisioner = {
  path: `${resourceGroupPath}/providers/Microsoft.Storage/storageAccounts/{accountName}`,
  rules: v.looseObject({
    resourceGroupName: names.resourceGroup,
    accountName: names.storageAccount,
    location: v.optional(location),
    kind: oneOf("StorageV2", "Storage", "BlobStorage", "BlockBlobStorage", "FileStorage"),
    sku: v.looseObject(
      { name: v.pipe(v.string(), v.regex(/^(Standard|Premium)(V2)?_[A-Z]+$/, "a SKU such as Standard_LRS")) },
      "an object with the name of a SKU such as Standard_LRS",
    ),
    minimumTlsVersion: v.optional(oneOf("TLS1_0", "TLS1_1", "TLS1_2", "TLS1_3")),
    enableHttpsTrafficOnly: v.optional(v.boolean("true or false")),
    allowBlobPublicAccess: v.optional(v.boolean("true or false")),
    allowSharedKeyAccess: v.optional(v.boolean("true or false")),
    networkRuleSet: v.optional(
      v.looseObject({
        defaultAction: firewallAction,
        ipRules: v.optional(v.array(v.looseObject({ iPAddressOrRange: ipRange }))),
        virtualNetworkRules: v.optional(v.array(v.looseObject({ virtualNetworkResourceId: armId }))),
      }),
    ),
    accessTier: v.optional(oneOf("Hot", "Cool", "Cold", "Premium")),
    tags,
  }),
  replacedBy: ["location", "isHnsEnabled"],
  put: async (inputs, cloud) => {
    const { accountName } = v.parse(Inputs, inputs);
    if (!cloud.state.storageAccounts().has(accountName)) {
      cloud.state.addStorageAccount(accountName, randomBytes(64).toString("base64"));
      await cloud.blobs.setAccounts(cloud.state.storageAccounts());
    }
  },
  outputs: (inputs, cloud) => ({
    primaryEndpoints: { blob: `${cloud.blobs.endpoint}/${v.parse(Inputs, inputs).accountName}/` },
  }),
  remove: async (inputs, cloud) => {
    const { accountName } = v.parse(Inputs, inputs);
    const account = blobsOf(accountName, cloud);
    if (!account) return;
    for await (const { name } of account.listContainers()) await account.deleteContainer(name);
    cloud.state.removeStorageAccount(accountName);
    await cloud.blobs.setAccounts(cloud.state.storageAccounts());
  },
};

/** Returns a client of an account's blobs; undefined if the account doesn't exist. */
export const blobsOf = (accountName: string, { state, blobs }: Cloud): BlobServiceClient | undefined => {
  const key = state.storageAccounts().get(accountName);
  if (key === undefined) return undefined;
  return new BlobServiceClient(
    `${blobs.endpoint}/${accountName}`,
    new StorageSharedKeyCredential(accountName, key),
  );
};

/** Returns the account's only key; Azure has two. */
export const listStorageAccountKeys: Invoke = (inputs, cloud) => {
  const { accountName } = v.parse(Inputs, inputs);
  const value = cloud.state.storageAccounts().get(accountName);
  if (value === undefined)
    throw new ArmError(404, "ResourceNotFound", `The storage account '${accountName}' was not found.`);
  return { keys: [{ keyName: "key1", permissions: "Full", value }] };
};
