import type { EntraOutputs } from "../../infra/outputs.ts";
import { blobUrl, type NodeAccess } from "./node-access.ts";

/** Azure Instance Metadata Service: where a node gets a token of an identity that its pool has. */
const metadataUrl = "http://169.254.169.254";

/** Nodes reach blobs with the pool's identity, whose roles the stack assigns: nothing is signed, so nothing expires. */
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
