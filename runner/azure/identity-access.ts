import type { EntraOutputs } from "../../infra/outputs.ts";
import { blobUrl, type NodeAccess } from "./node-access.ts";

/** Azure Instance Metadata Service, which gives a node tokens of its pool's identities. */
const metadataUrl = "http://169.254.169.254";

/** Nodes access blobs with the pool's identity, whose roles the stack assigns. URLs are not signed and don't expire. */
export const identityAccess = ({
  applicationContainerUrl,
  inputContainerUrl,
  outputContainerUrl,
  nodeIdentityId,
}: Pick<
  EntraOutputs,
  "applicationContainerUrl" | "inputContainerUrl" | "outputContainerUrl" | "nodeIdentityId"
>): NodeAccess => {
  const identityReference = { resourceId: nodeIdentityId };
  return {
    application: (blobName) => ({ httpUrl: blobUrl(applicationContainerUrl, blobName), identityReference }),
    input: (sha256) => ({ httpUrl: blobUrl(inputContainerUrl, sha256), identityReference }),
    stored: ({ container, blob }) => ({
      httpUrl: blobUrl(inputContainerUrl.replace(/[^/]+$/, container), blob),
      identityReference,
    }),
    result: (blobName) => ({ httpUrl: blobUrl(outputContainerUrl, blobName), identityReference }),
    reading: () => ({ identity: nodeIdentityId, metadataUrl }),
    output: { containerUrl: outputContainerUrl, identityReference },
  };
};
