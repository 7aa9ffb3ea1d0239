import type { BatchServiceModels as Models } from "@azure/batch";

/** A task as Batch reports it, with what the runner reads of it and no more: there may be 100,000. */
export interface BatchTask {
  readonly id: string;
  readonly state: Models.TaskState;
  readonly stateTransitionTime: Date;
  readonly nodeId?: string | undefined;
  readonly startTime?: Date | undefined;
  readonly endTime?: Date | undefined;
  readonly exitCode?: number | undefined;
  readonly failure?:
    | { readonly category: string; readonly code: string; readonly message: string }
    | undefined;
  readonly retryCount: number;
  /** Starts after the first because its node was lost or emptied; they use up no retry. */
  readonly requeueCount: number;
}

/** Tasks of a job that failed, as Batch sees it. */
export const failedFilter = "state eq 'completed' and executionInfo/result eq 'failure'";

export const batchTask = (task: Models.CloudTask): BatchTask => {
  const info = task.executionInfo;
  return {
    id: task.id ?? "",
    state: task.state ?? "active",
    stateTransitionTime: task.stateTransitionTime ?? new Date(0),
    nodeId: task.nodeInfo?.nodeId,
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

/** With the file that it is about; the details beside it name its URL, which has a SAS. */
const messageOf = ({ message = "", details }: Models.TaskFailureInformation): string => {
  const file = details?.find(({ name }) => name === "FilePath")?.value;
  return file === undefined ? message : `${message.replace(/\.$/, "")} (${file})`;
};
