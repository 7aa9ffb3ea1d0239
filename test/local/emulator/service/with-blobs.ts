import { randomBytes } from "node:crypto";
import {
  BlobServiceClient,
  type ContainerClient,
  ContainerSASPermissions,
  StorageSharedKeyCredential,
} from "@azure/storage-blob";
import { startAzurite } from "../../../../local/azurite/azurite.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";

export interface Blobs {
  readonly endpoint: string;
  /** The storage account and its key. */
  readonly account: string;
  readonly key: string;
  /** Creates a container. Returns its URL with a SAS of those permissions. */
  container(name: string, permissions: string): Promise<{ container: ContainerClient; url: string }>;
}

/** Starts Azurite's blob service with one account. */
export const withBlobs = async <T>(use: (blobs: Blobs) => Promise<T>): Promise<T> =>
  withTemporaryFolder(async (dir) => {
    const account = "teststorage";
    const key = randomBytes(64).toString("base64");
    const azurite = await startAzurite({ dir, accounts: new Map([[account, key]]) });
    const credential = new StorageSharedKeyCredential(account, key);
    const service = new BlobServiceClient(`${azurite.endpoint}/${account}`, credential);
    try {
      return await use({
        ...{ endpoint: azurite.endpoint, account, key },
        container: async (name, permissions) => {
          const container = service.getContainerClient(name);
          await container.createIfNotExists();
          const url = await container.generateSasUrl({
            permissions: ContainerSASPermissions.parse(permissions),
            expiresOn: new Date(Date.now() + 3_600_000),
          });
          return { container, url };
        },
      });
    } finally {
      await azurite.close();
    }
  });

export const blobText = async (container: ContainerClient, name: string): Promise<string> =>
  (await container.getBlobClient(name).downloadToBuffer()).toString();

export const blobNames = (container: ContainerClient): Promise<string[]> =>
  Array.fromAsync(container.listBlobsFlat(), ({ name }) => name);
