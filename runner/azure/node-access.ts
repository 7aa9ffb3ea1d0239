import type { BatchServiceModels as Models } from "@azure/batch";

/** How a task's script reads blobs: a SAS by the URL that it is for, or a managed identity and its metadata service. */
type Reading =
  | { readonly sas: Readonly<Record<string, string>> }
  | { readonly identity: string; readonly metadataUrl: string };

interface StoredBlob {
  readonly container: string;
  readonly blob: string;
}

/**
 * How nodes reach blobs, as properties of resource files and of an output file's container: a URL with a SAS in `keys`
 * mode, a plain URL and the nodes' identity in `entra` mode. A SAS is a secret: never log these.
 */
export interface NodeAccess {
  /** A blob of the application container, to read: the workload's code, or what fetches a task's inputs. */
  readonly application: (blobName: string) => BlobAccess;
  /** An input by the hash of its content, to read. */
  readonly input: (sha256: string) => BlobAccess;
  /** An input that was in storage before, to read. */
  readonly stored: (place: StoredBlob) => BlobAccess;
  /** A blob of the output container, to read. */
  readonly result: (blobName: string) => BlobAccess;
  /** What a task's own script needs to read these blobs. */
  readonly reading: (urls: readonly string[]) => Reading;
  /** The output container, to write. */
  readonly output: ContainerAccess;
}

type BlobAccess = Required<Pick<Models.ResourceFile, "httpUrl">> &
  Pick<Models.ResourceFile, "identityReference">;

type ContainerAccess = Pick<Models.OutputFileBlobContainerDestination, "containerUrl" | "identityReference">;

export const blobUrl = (containerUrl: string, blobName: string): string =>
  `${containerUrl}/${blobName.split("/").map(encodeURIComponent).join("/")}`;
