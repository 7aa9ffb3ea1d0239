import { randomBytes } from "node:crypto";
import { BlobServiceClient, type ContainerClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { type Azurite, type AzuriteOptions, startAzurite } from "../../../local/azurite/azurite.ts";

/** Returns a random account key. */
export const key = (): string => randomBytes(64).toString("base64");

export const withAzurite = async (
  options: AzuriteOptions,
  use: (azurite: Azurite) => Promise<void>,
): Promise<void> => {
  const azurite = await startAzurite(options);
  try {
    await use(azurite);
  } finally {
    await azurite.close();
  }
};

export const container = (endpoint: string, account: string, accountKey: string): ContainerClient =>
  new BlobServiceClient(`${endpoint}/${account}`, new StorageSharedKeyCredential(account, accountKey), {
    retryOptions: { maxTries: 1 },
  }).getContainerClient("things");
