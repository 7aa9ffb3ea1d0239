import type { Cluster } from "../../nodes/cluster.ts";
import type { ApiVersion } from "../definition/versions.ts";
import type { BatchRequest } from "../request.ts";
import type { StoredNode, StoredPool } from "../state/store.ts";
import type { NodeState } from "../state/types.ts";
import { poolUrl } from "./pool.ts";

export const nodeUrl = (request: Pick<BatchRequest, "baseUrl">, pool: string, id: string): string =>
  `${poolUrl(request, pool)}/nodes/${id}`;

/** A node's state as a version of the API can say it: before 2024-07-01.20.0 one that is deallocated is offline. */
export const stateIn = (apiVersion: ApiVersion, state: NodeState): NodeState =>
  apiVersion < "2024-07-01.20.0" && /^deallocat/.test(state) ? "offline" : state;

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
    state: stateIn(request.apiVersion, doc.state),
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
