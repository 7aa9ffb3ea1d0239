import { text as readText } from "node:stream/consumers";
import type { BatchServiceClient, BatchServiceModels as Models } from "@azure/batch";
import { type BatchTask, batchTask } from "./batch-task.ts";
import { type RetryPolicy, retrying } from "./retry.ts";
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
  /** Text of a file below the node's root folder; undefined if the file or the node is gone. */
  readonly readNodeFile: (file: NodeFile) => Promise<string | undefined>;
}

export interface NodeFile {
  readonly poolId: string;
  readonly nodeId: string;
  readonly path: string;
}

type CallOptions = Required<Pick<Models.JobGetOptionalParams, "abortSignal">>;

const taskFields = "id,state,stateTransitionTime,executionInfo,nodeInfo";
const nodeFields = "id,state,errors,startTaskInfo";

export const batchClient = (sdk: BatchServiceClient, policy: RetryPolicy): BatchClient => {
  const call = <T>(attempt: (options: CallOptions) => Promise<T>): Promise<T> =>
    // Node's AbortSignal is what the SDK's own type means, save for the `this` of a listener.
    retrying(policy, (signal) => attempt({ abortSignal: signal as CallOptions["abortSignal"] }));
  return {
    addJob: async (job) =>
      void (await unless(
        "JobExists",
        call((options) => sdk.job.add(job, options)),
      )),
    getJob: (jobId) =>
      unless(
        "JobNotFound",
        call((options) => sdk.job.get(jobId, options)),
      ),
    patchJob: async (jobId, changes) =>
      void (await call((options) => sdk.job.patch(jobId, changes, options))),
    deleteJob: async (jobId) =>
      void (await unless(
        "JobNotFound",
        call((options) => sdk.job.deleteMethod(jobId, options)),
      )),
    addTasks: (jobId, tasks) => {
      let rest = tasks;
      return call(async (options) => {
        const { value } = await sdk.task.addCollection(jobId, rest, options);
        const retry = tasksToRetry(value ?? []);
        if (retry.length === 0) return;
        rest = rest.filter(({ id }) => retry.includes(id));
        throw new ServiceError({
          code: "ServerError",
          status: 500,
          message: `${rest.length} tasks were not added`,
        });
      });
    },
    getTaskCounts: async (jobId) =>
      (await call((options) => sdk.job.getTaskCounts(jobId, options))).taskCounts,
    listTasks: async function* (jobId, filter) {
      const taskListOptions = { select: taskFields, filter };
      const first = call((options) => sdk.task.list(jobId, { ...options, taskListOptions }));
      for await (const task of items(first, (link) => call((options) => sdk.task.listNext(link, options)))) {
        yield batchTask(task);
      }
    },
    getPool: (poolId) =>
      unless(
        "PoolNotFound",
        call((options) => sdk.pool.get(poolId, options)),
      ),
    listNodes: async (poolId) => {
      const computeNodeListOptions = { select: nodeFields };
      const first = call((options) => sdk.computeNode.list(poolId, { ...options, computeNodeListOptions }));
      const nodes: Models.ComputeNode[] = [];
      for await (const node of items(first, (link) =>
        call((options) => sdk.computeNode.listNext(link, options)),
      )) {
        nodes.push(node);
      }
      return nodes;
    },
    readNodeFile: ({ poolId, nodeId, path }) => {
      const text = call(async (options) => {
        const file = await sdk.file.getFromComputeNode(poolId, nodeId, path, options);
        return file.readableStreamBody === undefined ? "" : readText(file.readableStreamBody);
      });
      return unless("NodeNotFound", unless("FileNotFound", text));
    },
  };
};

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
