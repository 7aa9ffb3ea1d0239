import { text as readText } from "node:stream/consumers";
import type { BatchServiceClient, BatchServiceModels as Models } from "@azure/batch";
import { type BatchTask, batchTask } from "./batch-task.ts";
import type { NodeFile } from "./file-calls.ts";
import type { SdkCall } from "./sdk-call.ts";
import { isServiceError, ServiceError } from "./service-error.ts";

/** A file of a task on its node. */
interface ListedFile {
  /** Relative to the task's folder, such as `stdout.txt` or `wd/out.txt`. */
  readonly path: string;
  readonly bytes: number;
}

/** Calls that show what any client has created. */
export interface BrowseCalls {
  readonly listPools: () => Promise<Models.CloudPool[]>;
  readonly listJobSchedules: () => Promise<Models.CloudJobSchedule[]>;
  /** The first jobs of the account, with the fields that a list shows. */
  readonly listFirstJobs: (most: number) => Promise<Models.CloudJob[]>;
  /** Nodes with everything that a page shows, at most `most`. Empty if the pool doesn't exist. */
  readonly listNodeDetails: (poolId: string, most: number) => Promise<Models.ComputeNode[]>;
  /** Some tasks that completed since a moment, at most 100, in one request. */
  readonly listSomeCompleted: (jobId: string, since: Date | undefined) => Promise<BatchTask[]>;
  /** All fields of a task. Undefined if the task or the job doesn't exist. */
  readonly getTaskDetail: (jobId: string, taskId: string) => Promise<Models.CloudTask | undefined>;
  /** Files of a task on its node, at most `most`. Empty if the node or the files don't exist. */
  readonly listTaskFiles: (jobId: string, taskId: string, most: number) => Promise<ListedFile[]>;
  /** Text of the last bytes of a file below the node's root folder. Undefined if the file or the node doesn't exist. */
  readonly readEndOfNodeFile: (file: NodeFile, bytes: number) => Promise<string | undefined>;
  /** Evaluates a pool's formula without applying it. */
  readonly evaluateAutoScale: (poolId: string, formula: string) => Promise<Models.AutoScaleRun>;
}

/** Largest page that Batch returns. */
const largestPage = 1000;

export const browseCalls = (sdk: BatchServiceClient, call: SdkCall): BrowseCalls => ({
  ...accountViews(sdk, call),
  ...jobViews(sdk, call),
  ...fileViews(sdk, call),
  evaluateAutoScale: (poolId, formula) =>
    call((options) => sdk.pool.evaluateAutoScale(poolId, formula, options)),
});

const accountViews = ({ pool, jobSchedule, computeNode }: BatchServiceClient, call: SdkCall) => ({
  listPools: async (): Promise<Models.CloudPool[]> => {
    const first = await call((options) => pool.list(options));
    return all(first, (link) => call((options) => pool.listNext(link, options)));
  },
  listJobSchedules: async (): Promise<Models.CloudJobSchedule[]> => {
    const first = await call((options) => jobSchedule.list(options));
    return all(first, (link) => call((options) => jobSchedule.listNext(link, options)));
  },
  listNodeDetails: async (poolId: string, most: number): Promise<Models.ComputeNode[]> => {
    const computeNodeListOptions = { select: nodeFields };
    const first = await call((options) =>
      computeNode.list(poolId, { ...options, computeNodeListOptions }),
    ).catch(emptyIf("PoolNotFound"));
    return all(first, (link) => call((options) => computeNode.listNext(link, options)), most);
  },
});

const nodeFields =
  "id,state,errors,startTaskInfo,isDedicated,runningTasksCount,runningTaskSlotsCount,allocationTime";

const jobViews = ({ job, task }: BatchServiceClient, call: SdkCall) => ({
  listFirstJobs: async (most: number): Promise<Models.CloudJob[]> => {
    const jobListOptions = { select: jobFields };
    const first = await call((options) => job.list({ ...options, jobListOptions }));
    return all(first, (link) => call((options) => job.listNext(link, options)), most);
  },
  listSomeCompleted: async (jobId: string, since: Date | undefined): Promise<BatchTask[]> => {
    const recent = since === undefined ? "" : ` and stateTransitionTime ge DateTime'${since.toISOString()}'`;
    const filter = `state eq 'completed'${recent}`;
    const taskListOptions = {
      filter,
      select: "id,state,stateTransitionTime,executionInfo,nodeInfo",
      maxResults: 100,
    };
    const found = await call((options) => task.list(jobId, { ...options, taskListOptions })).catch(
      emptyIf("JobNotFound"),
    );
    return found.map(batchTask);
  },
  getTaskDetail: (jobId: string, taskId: string): Promise<Models.CloudTask | undefined> =>
    call((options) => task.get(jobId, taskId, options)).catch(undefinedIfGone),
});

const fileViews = ({ file }: BatchServiceClient, call: SdkCall) => ({
  listTaskFiles: async (jobId: string, taskId: string, most: number): Promise<ListedFile[]> => {
    const fileListFromTaskOptions = { maxResults: Math.min(most, largestPage) };
    const found = await call((options) =>
      file.listFromTask(jobId, taskId, { ...options, recursive: true, fileListFromTaskOptions }),
    ).catch(undefinedIfGone);
    return (found ?? [])
      .filter(({ isDirectory }) => isDirectory !== true)
      .map(({ name = "", properties }) => ({ path: name, bytes: properties?.contentLength ?? 0 }));
  },
  readEndOfNodeFile: async ({ poolId, nodeId, path }: NodeFile, bytes: number) => {
    const properties = await call((options) =>
      file.getPropertiesFromComputeNode(poolId, nodeId, path, options),
    ).catch(undefinedIfGone);
    if (properties === undefined) return undefined;
    const { contentLength: size = 0 } = properties;
    if (size === 0) return "";
    const ocpRange = `bytes=${Math.max(0, size - bytes)}-${size - 1}`;
    const fileGetFromComputeNodeOptions = { ocpRange };
    return call(async (options) => {
      const found = await file.getFromComputeNode(poolId, nodeId, path, {
        ...options,
        fileGetFromComputeNodeOptions,
      });
      return found.readableStreamBody === undefined ? "" : readText(found.readableStreamBody);
    }).catch(undefinedIfGone);
  },
});

const jobFields = "id,state,creationTime,executionInfo,poolInfo,priority,metadata";

type Page<T> = T[] & { odatanextLink?: string };

const all = async <T>(
  first: Page<T>,
  next: (link: string) => Promise<Page<T>>,
  most = Number.POSITIVE_INFINITY,
): Promise<T[]> => {
  const found = [...first];
  for (let page = first; page.odatanextLink !== undefined && found.length < most; ) {
    page = await next(page.odatanextLink);
    found.push(...page);
  }
  return found.slice(0, most);
};

const emptyIf =
  (code: string) =>
  (error: unknown): [] => {
    if (!isServiceError(error, code)) throw error;
    return [];
  };

/** The job, task, node or file doesn't exist (404), or the task has no files (409). */
const undefinedIfGone = (error: unknown): undefined => {
  if (!(error instanceof ServiceError) || (error.status !== 404 && error.status !== 409)) throw error;
};
