import { taskPath } from "../../cluster/directories.ts";
import type { BatchRequest, ResourceHead } from "../../protocol/batch-request.ts";
import type { StoredJob } from "../../state/store.ts";
import type { TaskRow } from "../../state/task-row.ts";
import type { FailureInfo, TaskDefinition } from "../../state/task-types.ts";
import { eTagOf, formatTime, type Micros } from "../../time/clock.ts";
import { jobUrl } from "./job-json.ts";
import { nodeUrl } from "./pool-json.ts";

export const taskUrl = (request: Pick<BatchRequest, "baseUrl">, job: string, id: string): string =>
  `${jobUrl(request, job)}/tasks/${id}`;

export const taskHead = (request: BatchRequest, job: StoredJob, task: TaskRow): ResourceHead => ({
  url: taskUrl(request, job.doc.id, task.id),
  eTag: eTagOf(task.modified),
  lastModified: formatTime(task.modified),
});

/** Returns a task's JSON: its definition, state and results. */
export const taskJson = (request: BatchRequest, job: StoredJob, task: TaskRow): object => ({
  ...(JSON.parse(task.doc) as TaskDefinition),
  ...taskHead(request, job, task),
  creationTime: formatTime(task.created),
  state: task.state,
  stateTransitionTime: formatTime(task.changed),
  ...given("previousState", task.previous),
  ...time("previousStateTransitionTime", task.previousChanged),
  executionInfo: executionInfo(task),
  ...given("nodeInfo", nodeInfo(request, job, task)),
});

/** Returns the JSON of a task in a node's `recentTasks`. */
export const taskInformation = (
  request: Pick<BatchRequest, "baseUrl">,
  job: StoredJob,
  task: TaskRow,
): object => ({
  taskUrl: taskUrl(request, job.doc.id, task.id),
  jobId: job.doc.id,
  taskId: task.id,
  taskState: task.state,
  executionInfo: executionInfo(task),
});

const executionInfo = (task: TaskRow): object => ({
  ...time("startTime", task.started),
  ...time("endTime", task.ended),
  ...given("exitCode", task.exitCode),
  ...given("failureInfo", task.failure === null ? null : (JSON.parse(task.failure) as FailureInfo)),
  ...given("result", task.result),
  retryCount: task.retries,
  ...time("lastRetryTime", task.lastRetry),
  requeueCount: task.requeues,
  ...time("lastRequeueTime", task.lastRequeue),
});

const nodeInfo = (request: BatchRequest, { doc }: StoredJob, task: TaskRow): object | null => {
  const poolId = doc.executionInfo.poolId;
  if (task.node === null || task.state === "active" || poolId === undefined) return null;
  const url = nodeUrl(request, poolId, task.node);
  const root = taskPath(doc.id, task.id);
  return {
    affinityId: `TVM:${task.node}`,
    nodeUrl: url,
    poolId,
    nodeId: task.node,
    taskRootDirectory: root,
    taskRootDirectoryUrl: `${url}/files/${root}`,
  };
};

const given = <T>(name: string, value: T | null): Record<string, T> =>
  value === null ? {} : { [name]: value };

const time = (name: string, value: Micros | null): Record<string, string> =>
  value === null ? {} : { [name]: formatTime(value) };
