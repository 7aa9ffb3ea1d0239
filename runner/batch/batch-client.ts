import { text as readText } from "node:stream/consumers";
import type { BatchServiceClient, BatchServiceModels as Models } from "@azure/batch";
import { type BatchTask, batchTask } from "./batch-task.ts";
import type { Call as RetriedCall } from "./retry.ts";
import { isServiceError, ServiceError } from "./service-error.ts";

/** What the runner asks of Azure Batch: nothing else of the SDK is used, so its version can move. */
export interface BatchClient {
  /** Adding the same job again does nothing. */
  readonly addJob: (job: Models.JobAddParameter) => Promise<void>;
  /** Undefined: there is no such job. */
  readonly getJob: (jobId: string) => Promise<Models.CloudJob | undefined>;
  readonly patchJob: (jobId: string, changes: Models.JobPatchParameter) => Promise<void>;
  readonly deleteJob: (jobId: string) => Promise<void>;
  /** At most 100 tasks; those that are there already stay as they are. */
  readonly addTasks: (jobId: string, tasks: Models.TaskAddParameter[]) => Promise<void>;
  readonly getTaskCounts: (jobId: string) => Promise<Models.TaskCounts>;
  /** All tasks that the filter lets through, a page at a time. */
  readonly listTasks: (jobId: string, filter?: string) => AsyncGenerator<BatchTask>;
  readonly getPool: (poolId: string) => Promise<Models.CloudPool | undefined>;
  readonly listNodes: (poolId: string) => Promise<Models.ComputeNode[]>;
  /** Nodes on which the job preparation task failed. */
  readonly listFailedPreparations: (jobId: string) => Promise<FailedPreparation[]>;
  /** Text of a file below the node's root folder; undefined if the file or the node is gone. */
  readonly readNodeFile: (file: NodeFile) => Promise<string | undefined>;
}

/** A node that takes no task of the job, because the job preparation task failed there. */
export interface FailedPreparation {
  readonly nodeId: string;
  readonly exitCode?: number | undefined;
  readonly message?: string | undefined;
  /** The preparation task's folder, relative to the node's root. */
  readonly folder?: string | undefined;
}

export interface NodeFile {
  readonly poolId: string;
  readonly nodeId: string;
  readonly path: string;
}

const taskFields = "id,state,stateTransitionTime,executionInfo,nodeInfo";
const nodeFields = "id,state,errors,startTaskInfo";

export const batchClient = (sdk: BatchServiceClient, retried: RetriedCall): BatchClient => {
  const call: Call = (attempt) =>
    // Node's AbortSignal is what the SDK's own type means, save for the `this` of a listener.
    retried((signal) => attempt({ abortSignal: signal as CallOptions["abortSignal"] }));
  return { ...jobCalls(sdk, call), ...taskCalls(sdk, call), ...poolCalls(sdk, call) };
};

type CallOptions = Required<Pick<Models.JobGetOptionalParams, "abortSignal">>;
type Call = <T>(attempt: (options: CallOptions) => Promise<T>) => Promise<T>;

const jobCalls = ({ job: jobs }: BatchServiceClient, call: Call) => ({
  addJob: async (job: Models.JobAddParameter) =>
    void (await unless(
      "JobExists",
      call((options) => jobs.add(job, options)),
    )),
  getJob: (jobId: string) =>
    unless(
      "JobNotFound",
      call((options) => jobs.get(jobId, options)),
    ),
  patchJob: async (jobId: string, changes: Models.JobPatchParameter) =>
    void (await call((options) => jobs.patch(jobId, changes, options))),
  deleteJob: async (jobId: string) =>
    void (await unless(
      "JobNotFound",
      call((options) => jobs.deleteMethod(jobId, options)),
    )),
  listFailedPreparations: async (jobId: string) => {
    const first = call((options) => jobs.listPreparationAndReleaseTaskStatus(jobId, options));
    const next = (link: string) =>
      call((options) => jobs.listPreparationAndReleaseTaskStatusNext(link, options));
    // The local Batch service may not have it yet; then this is unknown.
    const known = await unless("NotImplemented", first);
    const failed: FailedPreparation[] = [];
    if (known === undefined) return failed;
    for await (const { nodeId = "", jobPreparationTaskExecutionInfo: info } of items(first, next)) {
      if (info?.result?.toLowerCase() !== "failure" || info.state !== "completed") continue;
      const { exitCode, failureInfo, taskRootDirectory } = info;
      failed.push({ nodeId, exitCode, message: failureInfo?.message, folder: taskRootDirectory });
    }
    return failed;
  },
  getTaskCounts: async (jobId: string) =>
    (await call((options) => jobs.getTaskCounts(jobId, options))).taskCounts,
});

const taskCalls = ({ task: tasks }: BatchServiceClient, call: Call) => ({
  addTasks: (jobId: string, toAdd: Models.TaskAddParameter[]) => {
    let rest = toAdd;
    return call(async (options) => {
      const { value } = await tasks.addCollection(jobId, rest, options);
      const retry = new Set(tasksToRetry(value ?? []));
      if (retry.size === 0) return;
      rest = rest.filter(({ id }) => retry.has(id));
      throw new ServiceError({
        code: "ServerError",
        status: 500,
        message: `${retry.size} tasks were not added`,
      });
    });
  },
  listTasks: async function* (jobId: string, filter?: string) {
    const taskListOptions = { select: taskFields, filter };
    const first = call((options) => tasks.list(jobId, { ...options, taskListOptions }));
    for await (const task of items(first, (link) => call((options) => tasks.listNext(link, options)))) {
      yield batchTask(task);
    }
  },
});

const poolCalls = ({ pool: pools, computeNode, file: files }: BatchServiceClient, call: Call) => ({
  getPool: (poolId: string) =>
    unless(
      "PoolNotFound",
      call((options) => pools.get(poolId, options)),
    ),
  listNodes: async (poolId: string) => {
    const computeNodeListOptions = { select: nodeFields };
    const first = call((options) => computeNode.list(poolId, { ...options, computeNodeListOptions }));
    const nodes: Models.ComputeNode[] = [];
    for await (const node of items(first, (link) => call((options) => computeNode.listNext(link, options)))) {
      nodes.push(node);
    }
    return nodes;
  },
  readNodeFile: ({ poolId, nodeId, path }: NodeFile) => {
    const text = call(async (options) => {
      const file = await files.getFromComputeNode(poolId, nodeId, path, options);
      return file.readableStreamBody === undefined ? "" : readText(file.readableStreamBody);
    });
    return unless("NodeNotFound", unless("FileNotFound", text));
  },
});

/** The answer, or undefined where Azure's answer is this error. */
const unless = async <T>(code: string, answer: Promise<T>): Promise<T | undefined> => {
  try {
    return await answer;
  } catch (error) {
    if (isServiceError(error, code)) return undefined;
    throw error;
  }
};

type Page<T> = T[] & { odatanextLink?: string };

const items = async function* <T>(first: Promise<Page<T>>, next: (link: string) => Promise<Page<T>>) {
  let page = await first;
  for (;;) {
    yield* page;
    if (page.odatanextLink === undefined) return;
    page = await next(page.odatanextLink);
  }
};

/** Ids of the tasks that the service failed to add; throws for one that it refuses. */
const tasksToRetry = (results: readonly Models.TaskAddResult[]): string[] => {
  const failed = results.filter(
    ({ status, error }) => status.toLowerCase() !== "success" && error?.code !== "TaskExists",
  );
  const refused = failed.find(({ status }) => status.toLowerCase() === "clienterror");
  if (refused === undefined) return failed.map(({ taskId }) => taskId);
  throw new ServiceError({
    code: refused.error?.code ?? "Unknown",
    status: 400,
    message: `task ${refused.taskId}: ${refused.error?.message?.value ?? "refused"}`,
  });
};
