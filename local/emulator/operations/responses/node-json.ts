import type { Cluster } from "../../cluster/cluster.ts";
import type { NodeRuntime } from "../../cluster/runtime.ts";
import type { BatchRequest } from "../../protocol/batch-request.ts";
import type { ApiVersion } from "../../protocol/versions.ts";
import type { Node, NodeState, Pool } from "../../state/resource-types.ts";
import type { Store, StoredNode, StoredPool } from "../../state/store.ts";
import { endpointConfiguration } from "./node-endpoints.ts";
import { nodeUrl } from "./pool-json.ts";
import { taskInformation } from "./task-json.ts";

/** Returns a node's state as an API version names it: before 2024-07-01.20.0, a deallocated node is offline. */
export const stateIn = (apiVersion: ApiVersion, state: NodeState): NodeState =>
  apiVersion < "2024-07-01.20.0" && /^deallocat/.test(state) ? "offline" : state;

/** Returns a node's JSON: its document and its current tasks. */
export const nodeJson = (
  deps: { cluster: Pick<Cluster, "node">; store: Pick<Store, "tasks" | "jobs"> },
  request: BatchRequest,
  { node: { doc: stored }, pool }: { node: StoredNode; pool: StoredPool },
): object => {
  const { userNames, index, isDeallocated, ...doc } = stored;
  const live = deps.cluster.node(pool.seq, doc.id);
  const recent = live === undefined ? [] : recentTasks(deps.store, request, live);
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
    ...(recent.length === 0 ? {} : { recentTasks: recent }),
    ...agentInfo(doc),
    ...endpointConfiguration(request.apiVersion, pool.doc, stored),
    ...machineInfo(pool.doc),
  };
};

/** Returns what the agent of a node reports, which has booted. */
const agentInfo = ({ lastBootTime }: Pick<Node, "lastBootTime">): object =>
  lastBootTime === undefined
    ? {}
    : { certificateReferences: [], nodeAgentInfo: { version: "local", lastUpdateTime: lastBootTime } };

/** Returns the image of a pool's nodes. The version of an image that stands for this machine is of no use. */
const machineInfo = ({ virtualMachineConfiguration }: Pool): object => {
  const image = virtualMachineConfiguration?.imageReference;
  if (image === undefined) return {};
  const { version = "latest" } = image;
  const exactVersion = version === "latest" ? "1.0.0" : version;
  const versions = image.publisher === undefined ? {} : { version, exactVersion };
  return { virtualMachineInfo: { imageReference: { ...image, ...versions } } };
};

/** Returns the tasks that run on the node and those that completed last, without removed ones. */
const recentTasks = (
  store: Pick<Store, "tasks" | "jobs">,
  request: BatchRequest,
  { runs, recent }: NodeRuntime,
): object[] => {
  const running = [...runs].map(({ task }) => task.seq);
  return [...running, ...recent].flatMap((seq) => {
    const task = store.tasks.get(seq);
    const job = task && store.jobs.get(task.job);
    return task === undefined || job === undefined ? [] : [taskInformation(request, job, task)];
  });
};
