import type { BatchServiceClient } from "@azure/batch";
import { type BatchTask, batchTask } from "./batch-task.ts";
import type { SdkCall } from "./sdk-call.ts";

/** Calls about running tasks. */
export interface RunningCalls {
  /** At most 100 running tasks, in no order; with `since`, only those that have run since then or longer. One request. */
  readonly listRunningSince: (jobId: string, since?: Date) => Promise<BatchTask[]>;
}

export const mostRunningTasks = 100;

export const runningCalls = ({ task: tasks }: BatchServiceClient, call: SdkCall): RunningCalls => ({
  listRunningSince: async (jobId, since) => {
    const longer = since === undefined ? "" : ` and stateTransitionTime le DateTime'${since.toISOString()}'`;
    const taskListOptions = {
      filter: `state eq 'running'${longer}`,
      select: "id,state,stateTransitionTime,executionInfo,nodeInfo",
      maxResults: mostRunningTasks,
    };
    const found = await call((options) => tasks.list(jobId, { ...options, taskListOptions }));
    return found.map(batchTask);
  },
});
