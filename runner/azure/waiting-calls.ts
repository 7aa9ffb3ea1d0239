import type { BatchServiceClient, BatchServiceModels as Models } from "@azure/batch";
import type { SdkCall } from "./sdk-call.ts";
import { isServiceError } from "./service-error.ts";

/** A task that has not started, with the fields that may explain why. */
export interface WaitingTask {
  readonly id: string;
  readonly requiredSlots: number;
  /** Ids of tasks that must complete first, without those given as ranges. */
  readonly dependsOn: readonly string[];
}

/** Calls that explain why tasks wait. */
export interface WaitingCalls {
  /** The first few tasks that wait for a node. */
  readonly listWaitingTasks: (jobId: string) => Promise<WaitingTask[]>;
  /** Ids of the jobs whose tasks run on the node. */
  readonly listJobsOnNode: (poolId: string, nodeId: string) => Promise<string[]>;
}

/** Limit per poll, so that it costs the same for any job. */
const fewTasks = 20;

export const waitingCalls = (
  { task: tasks, computeNode }: BatchServiceClient,
  call: SdkCall,
): WaitingCalls => ({
  listWaitingTasks: async (jobId) => {
    const taskListOptions = {
      filter: "state eq 'active'",
      select: "id,requiredSlots,dependsOn",
      maxResults: fewTasks,
    };
    const found = await call((options) => tasks.list(jobId, { ...options, taskListOptions }));
    return found.map(waitingTask);
  },
  listJobsOnNode: async (poolId, nodeId) => {
    const computeNodeGetOptions = { select: "id,recentTasks" };
    const get = call((options) => computeNode.get(poolId, nodeId, { ...options, computeNodeGetOptions }));
    const { recentTasks = [] } = await get.catch((error: unknown) => {
      if (!isServiceError(error, "NodeNotFound")) throw error;
      return { recentTasks: [] };
    });
    const jobs = recentTasks
      .filter(({ taskState }) => taskState === "running")
      .map(({ jobId }) => jobId ?? "");
    return [...new Set(jobs)].filter((id) => id !== "");
  },
});

const waitingTask = ({ id = "", requiredSlots = 1, dependsOn }: Models.CloudTask): WaitingTask => ({
  id,
  requiredSlots,
  dependsOn: dependsOn?.taskIds ?? [],
});
