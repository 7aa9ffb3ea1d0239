import type { Pool } from "../state/resource-types.ts";
import type { StoredPool } from "../state/store.ts";
import type { IdentityReference } from "../state/task-types.ts";
import type { Pause } from "./transfer.ts";

/** What nodes may do with a blob or a container: read and list, or write. */
export type BlobPermission = "read" | "write";

/** What stands in for managed identities and for auto storage: whoever starts the service knows storage accounts' keys. */
export interface BlobAccess {
  /** The URL, of a blob or a container, with a signature; undefined if it is of no storage account that is known. */
  sign(url: string, permission: BlobPermission): string | undefined;
  /** Where the containers of a Batch account's auto storage are, `…/<storage account>`; undefined if it has none. */
  autoStorageUrl(batchAccount: string): string | undefined;
}

/** How a node comes by the blobs of its tasks. */
export interface NodeBlobs {
  /** The URL as the node may use it. With an identity that the pool has not, or that reaches nothing there: undefined. */
  reach(
    url: string,
    identityReference: IdentityReference | undefined,
    permission: BlobPermission,
  ): string | undefined;
  /** URL of a container of the account's auto storage, to read; undefined if it has none. */
  autoStorageContainer(name: string): string | undefined;
  /** Between two tries of a transfer. */
  readonly pause: Pause;
}

/** A pool has the identities that ARM gave it; one that was added through the data plane has none, as on Azure. */
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

// ARM ids are the same in any case.
const hasIdentity = ({ identity }: Pool, { resourceId = "" }: IdentityReference): boolean =>
  (identity?.userAssignedIdentities ?? []).some(
    (each) => each.resourceId?.toLowerCase() === resourceId.toLowerCase(),
  );

/** Why a node has no access, for a failure's details. */
export const noAccess = "The identity is not one of the pool's, or it reaches nothing there";

/** A URL that may be told: the query of a SAS is a secret. */
export const withoutQuery = (url: string): string => url.replace(/\?.*$/s, "");
