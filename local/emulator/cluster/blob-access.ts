import type { Pool } from "../state/resource-types.ts";
import type { StoredPool } from "../state/store.ts";
import type { IdentityReference } from "../state/task-types.ts";
import type { Pause } from "./transfer.ts";

/** Permission of a node for a blob or container: `read` includes listing. */
export type BlobPermission = "read" | "write";

/** Access of nodes to storage, in place of managed identities and auto storage. The caller of the service provides it. */
export interface BlobAccess {
  /** Returns the URL of a blob or container with a signature; undefined if its storage account is unknown. */
  sign(url: string, permission: BlobPermission): string | undefined;
  /** Returns the URL `…/<storage account>` of a Batch account's auto storage; undefined if it has no auto storage. */
  autoStorageUrl(batchAccount: string): string | undefined;
}

/** A node's access to the blobs of its tasks. */
export interface NodeBlobs {
  /** Returns the URL as the node can use it; undefined if the pool lacks the identity, or the identity has no access. */
  reach(
    url: string,
    identityReference: IdentityReference | undefined,
    permission: BlobPermission,
  ): string | undefined;
  /** Returns a readable URL of a container in the account's auto storage; undefined if it has no auto storage. */
  autoStorageContainer(name: string): string | undefined;
  /** Waits between two attempts of a transfer. */
  readonly pause: Pause;
}

/** Returns a node's access with its pool's identities. As on Azure, only pools created through ARM have identities. */
export const nodeBlobs = (
  { blobAccess, pause }: { readonly blobAccess?: BlobAccess; readonly pause: Pause },
  { parent: account, doc: pool }: Pick<StoredPool, "parent" | "doc">,
): NodeBlobs => ({
  pause,
  reach: (url, identityReference, permission) => {
    if (identityReference === undefined) return url;
    return hasIdentity(pool, identityReference) ? blobAccess?.sign(url, permission) : undefined;
  },
  autoStorageContainer: (name) => {
    const base = blobAccess?.autoStorageUrl(account);
    return base && blobAccess?.sign(`${base}/${name}`, "read");
  },
});

// ARM ids are case-insensitive.
const hasIdentity = ({ identity }: Pool, { resourceId = "" }: IdentityReference): boolean =>
  (identity?.userAssignedIdentities ?? []).some(
    (each) => each.resourceId?.toLowerCase() === resourceId.toLowerCase(),
  );

/** Detail of a failure for missing access. */
export const noAccess = "The pool doesn't have the identity, or the identity has no access";

/** Removes the query, which in a SAS URL is a secret. */
export const withoutQuery = (url: string): string => url.replace(/\?.*$/s, "");
