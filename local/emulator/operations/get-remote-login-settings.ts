import { type BatchRequest, type BatchResult, ok } from "../protocol/batch-request.ts";
import { nodeOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";

/** Nodes run on this machine, so the address is its own. Only the machine's SSH server, if it has one, listens there. */
export const getRemoteLoginSettings = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  nodeOf(batch, request);
  const metadata = `${request.baseUrl}/$metadata#Microsoft.Azure.Batch.Protocol.Entities.RemoteLoginSettings`;
  return ok({ "odata.metadata": metadata, remoteLoginIPAddress: "127.0.0.1", remoteLoginPort: 22 });
};
