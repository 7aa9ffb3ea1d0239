import { type BatchRequest, type BatchResult, ok } from "../protocol/batch-request.ts";
import type { Batch } from "./batch.ts";
import { nodeOf } from "./lookup.ts";

/** A node is on this machine: its address is the one that it shows, and nothing but this machine's own SSH may answer there. */
export const getRemoteLoginSettings = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  nodeOf(batch, request);
  const metadata = `${request.baseUrl}/$metadata#Microsoft.Azure.Batch.Protocol.Entities.ComputeNodeGetRemoteLoginSettingsResult`;
  return ok({ "odata.metadata": metadata, remoteLoginIPAddress: "127.0.0.1", remoteLoginPort: 22 });
};
