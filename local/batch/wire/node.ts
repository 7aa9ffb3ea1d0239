import type { Cluster } from "../../nodes/cluster.ts";
import type { BatchRequest } from "../request.ts";
import type { StoredNode, StoredPool } from "../state/store.ts";
import { poolUrl } from "./pool.ts";

export const nodeUrl = (request: Pick<BatchRequest, "baseUrl">, pool: string, id: string): string =>
  `${poolUrl(request, pool)}/nodes/${id}`;

/** A node as the wire has it: its document, and what runs on it now. */
export const nodeJson = (
  deps: { cluster: Pick<Cluster, "node"> },
  request: BatchRequest,
  { node: { doc: stored }, pool }: { node: StoredNode; pool: StoredPool },
): object => {
  const { userNames, ...doc } = stored;
  const live = deps.cluster.node(pool.seq, doc.id);
  const image = pool.doc.virtualMachineConfiguration?.imageReference;
  return {
    ...doc,
    url: nodeUrl(request, pool.doc.id, doc.id),
    ipAddress: "127.0.0.1",
    affinityId: `TVM:${doc.id}`,
    totalTasksRun: live?.totals.run ?? doc.totalTasksRun,
    totalTasksSucceeded: live?.totals.succeeded ?? doc.totalTasksSucceeded,
    runningTasksCount: live?.runs.size ?? 0,
    runningTaskSlotsCount: live?.used ?? 0,
    nodeAgentInfo: { version: "local", lastUpdateTime: doc.lastBootTime ?? doc.allocationTime },
    ...(image === undefined ? {} : { virtualMachineInfo: { imageReference: image } }),
  };
};
