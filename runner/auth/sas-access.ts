import {
  BlobSASPermissions,
  type ContainerClient,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  SASProtocol,
  type StorageSharedKeyCredential,
} from "@azure/storage-blob";
import type { Manifest } from "../plan/manifest.ts";
import { bundleBlob, type NodeAccess } from "../requests.ts";
import { blobUrl } from "./blob-url.ts";

interface SasRequest {
  readonly application: ContainerClient;
  readonly input: ContainerClient;
  readonly output: ContainerClient;
  readonly containerNamed: (name: string) => ContainerClient;
  readonly key: StorageSharedKeyCredential;
  readonly manifest: Manifest;
  readonly expiresOn: Date;
}

/**
 * The least that a run's nodes need: reading one blob for each input, for the code, and for each output that another task
 * works on; writing to the output container but neither listing nor deleting there.
 */
export const sasAccess = ({
  application,
  input,
  output,
  containerNamed,
  key,
  manifest,
  expiresOn,
}: SasRequest): NodeAccess => {
  const readUrl = (container: ContainerClient, blobName: string): string => {
    const permissions = BlobSASPermissions.parse("r");
    const { containerName } = container;
    const sas = generateBlobSASQueryParameters(
      { containerName, blobName, permissions, expiresOn, protocol: protocolOf(container) },
      key,
    );
    return `${blobUrl(container.url, blobName)}?${sas}`;
  };
  const write = generateBlobSASQueryParameters(
    {
      containerName: output.containerName,
      // Writing alone creates blobs too, and nodes need no more [D: batch-task-output-files].
      permissions: ContainerSASPermissions.parse("w"),
      expiresOn,
      protocol: protocolOf(output),
    },
    key,
  );
  return {
    bundle: { httpUrl: readUrl(application, bundleBlob(manifest)) },
    input: (sha256) => ({ httpUrl: readUrl(input, sha256) }),
    stored: ({ container, blob }) => ({ httpUrl: readUrl(containerNamed(container), blob) }),
    result: (blobName) => ({ httpUrl: readUrl(output, blobName) }),
    output: { containerUrl: `${output.url}?${write}` },
  };
};

/** The local cloud speaks plain HTTP on loopback; Azure is reached by HTTPS only. */
const protocolOf = ({ url }: ContainerClient): SASProtocol =>
  url.startsWith("https:") ? SASProtocol.Https : SASProtocol.HttpsAndHttp;
