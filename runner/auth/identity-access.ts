import type { EntraOutputs } from "../../infra/outputs.ts";
import type { Manifest } from "../plan/manifest.ts";
import { bundleBlob, type NodeAccess } from "../requests.ts";
import { blobUrl } from "./blob-url.ts";

/** Nodes reach blobs with the pool's identity, whose roles the stack assigns: nothing is signed, so nothing expires. */
export const identityAccess = (
  {
    applicationContainerUrl,
    inputContainerUrl,
    outputContainerUrl,
    nodeIdentityId,
  }: Pick<
    EntraOutputs,
    "applicationContainerUrl" | "inputContainerUrl" | "outputContainerUrl" | "nodeIdentityId"
  >,
  manifest: Pick<Manifest, "workload" | "codeSha256">,
): NodeAccess => {
  const identityReference = { resourceId: nodeIdentityId };
  return {
    bundle: { httpUrl: blobUrl(applicationContainerUrl, bundleBlob(manifest)), identityReference },
    input: (sha256) => ({ httpUrl: blobUrl(inputContainerUrl, sha256), identityReference }),
    stored: ({ container, blob }) => ({
      httpUrl: blobUrl(inputContainerUrl.replace(/[^/]+$/, container), blob),
      identityReference,
    }),
    result: (blobName) => ({ httpUrl: blobUrl(outputContainerUrl, blobName), identityReference }),
    output: { containerUrl: outputContainerUrl, identityReference },
  };
};
