import type { BatchServiceClient, BatchServiceModels as Models } from "@azure/batch";
import { type BatchTask, batchTask } from "./batch-task.ts";
import { type BrowseCalls, browseCalls } from "./browse-calls.ts";
import { type FileCalls, fileCalls } from "./file-calls.ts";
import type { Call as RetriedCall } from "./retry.ts";
import { type RunningCalls, runningCalls } from "./running-calls.ts";
import type { SdkCall as Call, CallOptions } from "./sdk-call.ts";
import { isServiceError, ServiceError, wordsOf } from "./service-error.ts";
import { type WaitingCalls, waitingCalls } from "./waiting-calls.ts";

/** The operations of Azure Batch that the runner uses. Only the implementation sees the SDK, so that it can be replaced. */
export interface BatchClient extends AccountCalls, BrowseCalls, FileCalls, RunningCalls, WaitingCalls {
  /** Does nothing if the job exists. */
  readonly addJob: (job: Models.JobAddParameter) => Promise<void>;
  /** Undefined if the job doesn't exist. */
  readonly getJob: (jobId: string) => Promise<Models.CloudJob | undefined>;
  /** Does nothing if the job has ended or is ending: a change whose answer was lost may have ended it. */
  readonly patchJob: (jobId: string, changes: Models.JobPatchParameter) => Promise<void>;
  /** Does nothing if the job is deleted or being deleted. */
  readonly deleteJob: (jobId: string) => Promise<void>;
  /** Ends the job and its running tasks. Does nothing if the job has ended or is ending. */
  readonly terminateJob: (jobId: string, reason: string) => Promise<void>;
  /** Jobs of the account, with the fields that a list of runs shows. */
  readonly listJobs: () => AsyncGenerator<Models.CloudJob>;
  /** Takes at most 100 tasks. Leaves tasks that exist unchanged. */
  readonly addTasks: (jobId: string, tasks: Models.TaskAddParameter[]) => Promise<void>;
  readonly getTaskCounts: (jobId: string) => Promise<Models.TaskCounts>;
  /** Tasks that match the OData filter, requested a page at a time. */
  readonly listTasks: (jobId: string, filter?: string) => AsyncGenerator<BatchTask>;
  /** Undefined if the task or the job doesn't exist. */
  readonly getTask: (jobId: string, taskId: string) => Promise<BatchTask | undefined>;
  /** Returns a failed task to the queue. Batch rejects a task that is not completed or that succeeded (409). */
  readonly reactivateTask: (jobId: string, taskId: string) => Promise<void>;
  readonly getPool: (poolId: string) => Promise<Models.CloudPool | undefined>;
  /** Empty if the pool doesn't exist. */
  readonly listNodes: (poolId: string) => Promise<Models.ComputeNode[]>;
  /** Nodes on which the job preparation task failed. */
  readonly listFailedPreparations: (jobId: string) => Promise<FailedPreparation[]>;
  /** Results of the job preparation task, one per node that ran or runs it. */
  readonly listPreparations: (jobId: string) => Promise<Preparation[]>;
}

/** Calls about the account and its region. */
interface AccountCalls {
  /** Images for pools, with the announced end of Batch's support. */
  readonly listSupportedImages: () => Promise<Models.ImageInformation[]>;
}

/** A node that runs no task of the job because the job preparation task failed there. */
export interface FailedPreparation {
  readonly nodeId: string;
  readonly exitCode?: number | undefined;
  readonly message?: string | undefined;
  /** The preparation task's folder, relative to the node's root. */
  readonly folder?: string | undefined;
}

/** The job preparation task on a node. */
interface Preparation extends FailedPreparation {
  readonly hasFailed: boolean;
  readonly startTime?: Date | undefined;
  /** Undefined while it runs. */
  readonly endTime?: Date | undefined;
}

const taskFields = "id,state,creationTime,stateTransitionTime,executionInfo,nodeInfo";
const jobFields =
  "id,state,stateTransitionTime,creationTime,onAllTasksComplete,executionInfo,poolInfo,metadata";
const nodeFields =
  "id,state,stateTransitionTime,isDedicated,allocationTime,lastBootTime,errors,startTaskInfo";

export const batchClient = (sdk: BatchServiceClient, retried: RetriedCall): BatchClient => {
  const call: Call = (attempt) =>
    // The SDK's own type differs from Node's AbortSignal only in the `this` of a listener.
    retried((signal) => attempt({ abortSignal: signal as CallOptions["abortSignal"] }));
  return {
    ...jobCalls(sdk, call),
    ...taskCalls(sdk, call),
    ...poolCalls(sdk, call),
    ...accountCalls(sdk, call),
    ...browseCalls(sdk, call),
    ...fileCalls(sdk, call),
    ...runningCalls(sdk, call),
    ...waitingCalls(sdk, call),
  };
};

const jobCalls = ({ job: jobs }: BatchServiceClient, call: Call) => ({
  addJob: async (job: Models.JobAddParameter) => {
    await call((options) => jobs.add(job, options)).catch(undefinedOn("JobExists"));
  },
  getJob: (jobId: string) => call((options) => jobs.get(jobId, options)).catch(undefinedOn("JobNotFound")),
  patchJob: async (jobId: string, changes: Models.JobPatchParameter) => {
    await call((options) => jobs.patch(jobId, changes, options)).catch(undefinedIfEnded);
  },
  terminateJob: async (jobId: string, terminateReason: string) => {
    await call((options) => jobs.terminate(jobId, { ...options, terminateReason })).catch(undefinedIfEnded);
  },
  deleteJob: async (jobId: string) => {
    await call((options) => jobs.deleteMethod(jobId, options)).catch(
      undefinedOn("JobNotFound", "JobBeingDeleted"),
    );
  },
  listJobs: async function* () {
    const jobListOptions = { select: jobFields };
    const first = await call((options) => jobs.list({ ...options, jobListOptions }));
    yield* items<Models.CloudJob>(first, (link) => call((options) => jobs.listNext(link, options)));
  },
  listFailedPreparations: async (jobId: string) =>
    (await preparations(jobs, call, jobId)).filter(({ hasFailed }) => hasFailed),
  listPreparations: (jobId: string) => preparations(jobs, call, jobId),
  getTaskCounts: async (jobId: string) =>
    (await call((options) => jobs.getTaskCounts(jobId, options))).taskCounts,
});

const preparations = async (
  jobs: BatchServiceClient["job"],
  call: Call,
  jobId: string,
): Promise<Preparation[]> => {
  const first = await call((options) => jobs.listPreparationAndReleaseTaskStatus(jobId, options)).catch(
    undefinedOn("JobPreparationTaskOrReleaseTaskNotSpecified"),
  );
  if (first === undefined) return [];
  const next: Next<Models.JobPreparationAndReleaseTaskExecutionInformation> = (link) =>
    call((options) => jobs.listPreparationAndReleaseTaskStatusNext(link, options));
  const found: Preparation[] = [];
  for await (const { nodeId = "", jobPreparationTaskExecutionInfo: info } of items(first, next)) {
    if (info === undefined) continue;
    const hasFailed = info.result?.toLowerCase() === "failure" && info.state === "completed";
    const { startTime, endTime, exitCode, failureInfo, taskRootDirectory: folder } = info;
    found.push({ nodeId, hasFailed, startTime, endTime, exitCode, message: failureInfo?.message, folder });
  }
  return found;
};

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
    const first = await call((options) => tasks.list(jobId, { ...options, taskListOptions }));
    const next: Next<Models.CloudTask> = (link) => call((options) => tasks.listNext(link, options));
    for await (const task of items(first, next)) yield batchTask(task);
  },
  getTask: async (jobId: string, taskId: string) => {
    const taskGetOptions = { select: taskFields };
    const task = await call((options) => tasks.get(jobId, taskId, { ...options, taskGetOptions })).catch(
      undefinedOn("TaskNotFound", "JobNotFound"),
    );
    return task && batchTask(task);
  },
  reactivateTask: async (jobId: string, taskId: string) => {
    await call((options) => tasks.reactivate(jobId, taskId, options)).catch(
      undefinedOn("TaskNotCompleted", "TaskSucceeded"),
    );
  },
});

const poolCalls = ({ pool: pools, computeNode }: BatchServiceClient, call: Call) => ({
  getPool: (poolId: string) =>
    call((options) => pools.get(poolId, options)).catch(undefinedOn("PoolNotFound")),
  listNodes: async (poolId: string) => {
    const computeNodeListOptions = { select: nodeFields };
    const list = call((options) => computeNode.list(poolId, { ...options, computeNodeListOptions }));
    const first = (await list.catch(undefinedOn("PoolNotFound"))) ?? [];
    const next: Next<Models.ComputeNode> = (link) => call((options) => computeNode.listNext(link, options));
    const nodes: Models.ComputeNode[] = [];
    for await (const node of items(first, next)) nodes.push(node);
    return nodes;
  },
});

/** For `catch`: returns undefined for errors with these codes and throws others. */
const undefinedOn =
  (...codes: string[]) =>
  (error: unknown): undefined => {
    if (!codes.some((code) => isServiceError(error, code))) throw error;
  };

const undefinedIfEnded = undefinedOn("JobCompleted", "JobBeingTerminated");

type Page<T> = T[] & { odatanextLink?: string };
type Next<T> = (link: string) => Promise<Page<T>>;

const items = async function* <T>(first: Page<T>, next: Next<T>) {
  let page = first;
  for (;;) {
    yield* page;
    if (page.odatanextLink === undefined) return;
    page = await next(page.odatanextLink);
  }
};

/** Returns the ids of tasks that the service failed to add. Throws for a task that it rejects. */
const tasksToRetry = (results: readonly Models.TaskAddResult[]): string[] => {
  const failed = results.filter(
    ({ status, error }) => status.toLowerCase() !== "success" && error?.code !== "TaskExists",
  );
  const refused = failed.find(({ status }) => status.toLowerCase() === "clienterror");
  if (refused === undefined) return failed.map(({ taskId }) => taskId);
  throw new ServiceError({
    code: refused.error?.code ?? "Unknown",
    status: 400,
    message: `task ${refused.taskId}: ${wordsOf(refused.error)}`,
  });
};

const accountCalls = ({ account }: BatchServiceClient, call: Call): AccountCalls => ({
  listSupportedImages: async () => {
    let page = await call((options) => account.listSupportedImages(options));
    const images = [...page];
    while (page.odatanextLink !== undefined) {
      const link = page.odatanextLink;
      page = await call((options) => account.listSupportedImagesNext(link, options));
      images.push(...page);
    }
    return images;
  },
});
