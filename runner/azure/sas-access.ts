import {
  BlobSASPermissions,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  SASProtocol,
  type StorageSharedKeyCredential,
} from "@azure/storage-blob";
import type { BlobContainer } from "./blob-container.ts";
import { blobUrl, type NodeAccess } from "./node-access.ts";

type Container = Pick<BlobContainer, "name" | "url">;

interface SasRequest {
  readonly application: Container;
  readonly input: Container;
  readonly output: Container;
  readonly containerNamed: (name: string) => Container;
  readonly key: StorageSharedKeyCredential;
  readonly job: JobLife;
}

export interface JobLife {
  /** The current time if the job does not exist yet. */
  readonly createdAt: Date;
  readonly maxWallClockTimeMs: number;
}

/** A SAS expires this long after the job must have ended, because clocks differ. */
const marginMs = 3_600_000;

/**
 * Grants a run's nodes the least access: each SAS reads one blob, or its container for a task with too many inputs. The output container
 * can be written, but not listed or deleted from.
 */
export const sasAccess = ({
  application,
  input,
  output,
  containerNamed,
  key,
  job: { createdAt, maxWallClockTimeMs },
}: SasRequest): NodeAccess => {
  const expiresOn = new Date(createdAt.getTime() + maxWallClockTimeMs + marginMs);
  const readUrl = (container: Container, blobName: string): string => {
    const permissions = BlobSASPermissions.parse("r");
    const sas = generateBlobSASQueryParameters(
      { containerName: container.name, blobName, permissions, expiresOn, protocol: protocolOf(container) },
      key,
    );
    return `${blobUrl(container.url, blobName)}?${sas}`;
  };
  const sasFor = (container: Container, permissions: "r" | "w"): string =>
    generateBlobSASQueryParameters(
      {
        containerName: container.name,
        permissions: ContainerSASPermissions.parse(permissions),
        expiresOn,
        protocol: protocolOf(container),
      },
      key,
    ).toString();
  const accountUrl = input.url.replace(/[^/]+$/, "");
  const containersOf = (urls: readonly string[]): Container[] => {
    const names = new Set(urls.map((url) => url.slice(accountUrl.length).split("/", 1).join()));
    return [...names].map(containerNamed);
  };
  return {
    application: (blobName) => ({ httpUrl: readUrl(application, blobName) }),
    input: (sha256) => ({ httpUrl: readUrl(input, sha256) }),
    stored: ({ container, blob }) => ({ httpUrl: readUrl(containerNamed(container), blob) }),
    result: (blobName) => ({ httpUrl: readUrl(output, blobName) }),
    reading: (urls) => ({
      sas: Object.fromEntries(containersOf(urls).map((each) => [each.url, sasFor(each, "r")])),
    }),
    // Write permission includes creating blobs [D: batch-task-output-files].
    output: { containerUrl: `${output.url}?${sasFor(output, "w")}` },
  };
};

/** HTTPS only, except for the local cloud, which serves plain HTTP on loopback. */
const protocolOf = ({ url }: Container): SASProtocol =>
  url.startsWith("https:") ? SASProtocol.Https : SASProtocol.HttpsAndHttp;
