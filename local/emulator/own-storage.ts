import {
  BlobServiceClient,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential,
} from "@azure/storage-blob";
import type { BlobAccess, BlobPermission } from "./cluster/blob-access.ts";
import { EmulatorError } from "./system/errors.ts";

/** Milliseconds, as long as a managed identity's token is valid. */
const lifetime = 86_400_000;

/** Returns the query of a container SAS: `read` allows reading and listing, `write` creating and writing. */
export const signContainer = (
  containerName: string,
  permission: BlobPermission,
  credential: StorageSharedKeyCredential,
): string => {
  const permissions = ContainerSASPermissions.parse(permission === "read" ? "rl" : "cw");
  const expiresOn = new Date(Date.now() + lifetime);
  return generateBlobSASQueryParameters({ containerName, permissions, expiresOn }, credential).toString();
};

/**
 * Returns nodes' access to one storage account, such as Azurite's: it is the auto storage of all Batch accounts, and each identity
 * of a pool has access to it.
 *
 * @throws EmulatorError `InvalidStorage` if the connection string is invalid or has no account key.
 */
export const blobAccessOf = (connectionString: string): BlobAccess => {
  const { url, credential } = connect(connectionString);
  return {
    sign: (blob, permission) => {
      const { origin, pathname } = new URL(blob);
      const path = `${origin}${pathname}`;
      const [containerName = ""] = path.startsWith(`${url}/`) ? path.slice(url.length + 1).split("/") : [];
      if (containerName === "") return undefined;
      return `${path}?${signContainer(decodeURIComponent(containerName), permission, credential)}`;
    },
    autoStorageUrl: () => url,
  };
};

const connect = (connectionString: string) => {
  try {
    const { url, credential } = BlobServiceClient.fromConnectionString(connectionString);
    if (credential instanceof StorageSharedKeyCredential) return { url: url.replace(/\/$/, ""), credential };
  } catch {
    // The client's message may contain the key.
  }
  throw new EmulatorError(
    "InvalidStorage",
    "storage: expected a connection string with AccountName and AccountKey. For Azurite on this machine, use UseDevelopmentStorage=true.",
  );
};
