import type { BatchServiceModels as Models } from "@azure/batch";

/** The fields of a task that the runner reads, and no others: a job may have 100,000 tasks. */
export interface BatchTask {
  readonly id: string;
  readonly state: Models.TaskState;
  readonly stateTransitionTime: Date;
  readonly nodeId?: string | undefined;
  readonly creationTime?: Date | undefined;
  readonly startTime?: Date | undefined;
  readonly endTime?: Date | undefined;
  readonly exitCode?: number | undefined;
  readonly failure?:
    | { readonly category: string; readonly code: string; readonly message: string }
    | undefined;
  readonly retryCount: number;
  /** Starts after the first because a node was lost or preempted. They don't count as retries. */
  readonly requeueCount: number;
}

/** OData filter for completed tasks whose result is `failure`. */
export const failedFilter = "state eq 'completed' and executionInfo/result eq 'failure'";

export const batchTask = (task: Models.CloudTask): BatchTask => {
  const info = task.executionInfo;
  return {
    id: task.id ?? "",
    state: task.state ?? "active",
    stateTransitionTime: task.stateTransitionTime ?? new Date(0),
    nodeId: task.nodeInfo?.nodeId,
    creationTime: task.creationTime,
    startTime: info?.startTime,
    endTime: info?.endTime,
    exitCode: info?.exitCode ?? undefined,
    failure: info?.failureInfo && {
      category: info.failureInfo.category,
      code: info.failureInfo.code ?? "Unknown",
      message: messageOf(info.failureInfo),
    },
    retryCount: info?.retryCount ?? 0,
    requeueCount: info?.requeueCount ?? 0,
  };
};

/** Appends the file's path. The other details contain its URL with a SAS. */
const messageOf = ({ message = "", details }: Models.TaskFailureInformation): string => {
  const file = details?.find(({ name }) => name === "FilePath")?.value;
  return file === undefined ? message : `${message.replace(/\.$/, "")} (${file})`;
};
