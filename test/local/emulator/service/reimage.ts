import assert from "node:assert/strict";
import { signedFetch } from "./signed-fetch.ts";
import type { Lab } from "./with-batch-service.ts";

/** Reimages a node of the pool `pool`, in the first API version that allows it. */
export const reimage = async (
  { service, key }: Pick<Lab, "service" | "key">,
  nodeId: string,
  nodeReimageOption: string,
): Promise<void> => {
  const path = `/pools/pool/nodes/${nodeId}/reimage?api-version=2024-07-01.20.0`;
  const request = { method: "POST", body: JSON.stringify({ nodeReimageOption }) };
  const { status } = await signedFetch({ endpoint: service.endpoint, key }, path, request);
  assert.equal(status, 202);
};
