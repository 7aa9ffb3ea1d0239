import type { BatchServiceModels as Models } from "@azure/batch";
import type { TaskDetail, TaskRow } from "../../../browser/contract/dashboard-tasks.ts";
import type { Clients } from "../../azure/clients.ts";
import type { TaskOutcome } from "../../results/outcome.ts";
import { readOutcomes } from "../../results/run-record.ts";
import { notFound } from "../problem.ts";
import type { JobTasks, PlannedTask } from "./job-tasks.ts";
import type { TaskFiles } from "./task-files.ts";

interface DetailRequest {
  readonly clients: Pick<Clients, "application"> & {
    readonly batch: Pick<Clients["batch"], "getTaskDetail">;
  };
  readonly files: Pick<TaskFiles, "list">;
  readonly tasks: JobTasks;
  readonly jobId: string;
  readonly taskId: string;
}

/** Returns a task by Batch; by the plan if Batch has deleted the job. */
export const taskDetail = async (request: DetailRequest): Promise<TaskDetail> => {
  const { clients, files, tasks, jobId, taskId } = request;
  await tasks.update();
  const [task, listed] = await Promise.all([
    clients.batch.getTaskDetail(tasks.storedIn(taskId), taskId),
    files.list(jobId, taskId),
  ]);
  const row = tasks.table.row(taskId);
  if (row === undefined) throw notFound("TaskNotFound", `task ${taskId} of job ${jobId} doesn't exist`);
  const planned = tasks.planned(taskId);
  const facts = task === undefined ? await plannedFacts(request, planned) : batchFacts(task);
  return { ...row, ...facts, command: planned?.filledCommand, files: listed };
};

type Facts = Omit<TaskDetail, keyof TaskRow | "files" | "command">;

const batchFacts = (task: Models.CloudTask): Facts => ({
  commandLine: task.commandLine ?? "",
  inputs: (task.resourceFiles ?? []).map(inputName),
  endedAt: task.executionInfo?.endTime?.toISOString(),
  retryCount: task.executionInfo?.retryCount ?? 0,
  requeueCount: task.executionInfo?.requeueCount ?? 0,
  variables: (task.environmentSettings ?? []).map(({ name }) => name),
});

/** Returns the path on the node: URLs may contain a SAS. */
const inputName = (file: Models.ResourceFile): string => {
  const { filePath, autoStorageContainerName, storageContainerUrl, blobPrefix } = file;
  const container = autoStorageContainerName ?? storageContainerUrl?.split("?", 1)[0];
  return filePath ?? [container, blobPrefix].filter((part) => part !== undefined).join("/");
};

const plannedFacts = async (
  { clients, jobId, taskId }: DetailRequest,
  task: PlannedTask | undefined,
): Promise<Facts> => {
  const outcome = await outcomeOf(clients, jobId, taskId);
  return {
    commandLine: task?.filledCommand ?? "",
    inputs: inputNames(task),
    endedAt: outcome?.times?.endedAt,
    retryCount: outcome?.retryCount ?? 0,
    requeueCount: outcome?.requeueCount ?? 0,
    variables: Object.keys(task?.env ?? {}),
  };
};

const outcomeOf = async (
  { application }: DetailRequest["clients"],
  jobId: string,
  taskId: string,
): Promise<TaskOutcome | undefined> => {
  for await (const outcome of readOutcomes({ application, jobId }))
    if (outcome.taskId === taskId) return outcome;
  return undefined;
};

const inputNames = (task: PlannedTask | undefined): string[] => [
  ...(task?.inputs ?? []).map(({ name }) => name),
  ...(task?.results ?? []).map(({ name }) => name),
];
