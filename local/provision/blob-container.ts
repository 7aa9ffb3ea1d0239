import { type PublicAccessType, RestError } from "@azure/storage-blob";
import * as v from "valibot";
import { ArmError } from "./arm-error.ts";
import { resourceGroupPath } from "./arm-path.ts";
import type { Inputs, Provisioner } from "./provisioner.ts";
import { names, oneOf } from "./rules.ts";
import { blobsOf } from "./storage-account.ts";

const Container = v.object({
  accountName: v.string(),
  containerName: v.string(),
  publicAccess: v.optional(v.string(), "None"),
  metadata: v.optional(v.record(v.string(), v.string()), {}),
});

/** A container in Azurite. Blobs of an existing container stay. */
export const blobContainer: Provisioner = {
  path: `${resourceGroupPath}/providers/Microsoft.Storage/storageAccounts/{accountName}/blobServices/default/containers/{containerName}`,
  rules: v.looseObject({
    resourceGroupName: names.resourceGroup,
    accountName: names.storageAccount,
    containerName: names.container,
    publicAccess: v.optional(oneOf("None", "Blob", "Container")),
    metadata: v.optional(v.record(v.string(), v.string("a text"))),
  }),
  put: async (inputs, cloud) => {
    const { accountName, containerName, publicAccess, metadata } = v.parse(Container, inputs);
    const container = blobsOf(accountName, cloud)?.getContainerClient(containerName);
    if (!container)
      throw new ArmError(
        404,
        "ParentResourceNotFound",
        `The storage account '${accountName}' was not found.`,
      );
    const access = publicAccesses[publicAccess];
    const { succeeded: isNew } = await container.createIfNotExists({ access, metadata });
    if (isNew) return;
    await container.setAccessPolicy(access);
    await container.setMetadata(metadata);
  },
  live: async (inputs, cloud) => {
    const { accountName, containerName } = v.parse(Container, inputs);
    const container = blobsOf(accountName, cloud)?.getContainerClient(containerName);
    return container && presentProperties(container.getProperties());
  },
  remove: async (inputs, cloud) => {
    const { accountName, containerName } = v.parse(Container, inputs);
    await blobsOf(accountName, cloud)?.getContainerClient(containerName).deleteIfExists();
  },
};

type Properties = Readonly<{ blobPublicAccess?: string; metadata?: Record<string, string> }>;

const presentProperties = async (properties: Promise<Properties>): Promise<Inputs | undefined> => {
  try {
    const { blobPublicAccess, metadata = {} } = await properties;
    return { publicAccess: armAccessOf(blobPublicAccess), metadata };
  } catch (error) {
    if (error instanceof RestError && error.statusCode === 404) return undefined;
    throw error;
  }
};

/** Azure Storage's values of ARM's `publicAccess`; `None` has none. */
const publicAccesses: Readonly<Record<string, PublicAccessType>> = { Blob: "blob", Container: "container" };

const armAccessOf = (access = ""): string =>
  Object.keys(publicAccesses).find((name) => publicAccesses[name] === access) ?? "None";
