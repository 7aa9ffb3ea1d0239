import type { BatchServiceModels as Models } from "@azure/batch";

/** Credentials for a task's script: SAS by container URL, or a managed identity and the URL of the metadata service. */
type Reading =
  | { readonly sas: Readonly<Record<string, string>> }
  | { readonly identity: string; readonly metadataUrl: string };

interface StoredBlob {
  readonly container: string;
  readonly blob: string;
}

/**
 * Access of nodes to blobs, as properties of resource files and of the container of output files: a URL with a SAS if the stack's
 * `auth` is `keys`, a plain URL and the nodes' identity if it is `entra`. A SAS is a secret: never log these values.
 */
export interface NodeAccess {
  /** Read a blob of the application container: a workload's code or a script that fetches inputs. */
  readonly application: (blobName: string) => BlobAccess;
  /** Read an input by its SHA-256. */
  readonly input: (sha256: string) => BlobAccess;
  /** Read an input that was in storage before the run. */
  readonly stored: (place: StoredBlob) => BlobAccess;
  /** Read a blob of the output container. */
  readonly result: (blobName: string) => BlobAccess;
  /** Read the blobs with these URLs from a task's script. */
  readonly reading: (urls: readonly string[]) => Reading;
  /** Write to the output container. */
  readonly output: ContainerAccess;
}

type BlobAccess = Required<Pick<Models.ResourceFile, "httpUrl">> &
  Pick<Models.ResourceFile, "identityReference">;

type ContainerAccess = Pick<Models.OutputFileBlobContainerDestination, "containerUrl" | "identityReference">;

export const blobUrl = (containerUrl: string, blobName: string): string =>
  `${containerUrl}/${blobName.split("/").map(encodeURIComponent).join("/")}`;
