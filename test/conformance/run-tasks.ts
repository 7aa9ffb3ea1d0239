import { text } from "node:stream/consumers";
import type { BatchServiceModels as Models } from "@azure/batch";
import { eventually } from "./eventually.ts";
import type { Lab } from "./lab.ts";

type Task = Partial<Models.TaskAddParameter> & { readonly commandLine: string };

/** Adds a job with tasks on the shared pool and waits until all complete. Returns the job's id. */
export const runTasks = async (
  lab: Lab,
  tasks: Readonly<Record<string, Task>>,
  job: Partial<Models.JobAddParameter> = {},
): Promise<string> => {
  const jobId = await lab.addJob(job);
  await addTasks(lab, jobId, tasks);
  await allCompleted(lab, jobId);
  return jobId;
};

/** Adds at most 100 tasks. Rejects if one is refused. */
export const addTasks = async (
  lab: Lab,
  jobId: string,
  tasks: Readonly<Record<string, Task>>,
): Promise<void> => {
  const { value = [] } = await lab.client.task.addCollection(
    jobId,
    Object.entries(tasks).map(([id, task]) => ({ ...task, id })),
  );
  for (const { taskId, error } of value) {
    if (error === undefined) continue;
    const statusCode = error.code === "NotImplemented" ? 501 : 400;
    throw Object.assign(new Error(`task ${taskId}: ${error.code} ${error.message?.value}`), { statusCode });
  }
};

/** Counts listed tasks, because Azure's counts can lag. */
export const allCompleted = (lab: Lab, jobId: string): Promise<boolean> =>
  eventually(`completion of all tasks of ${jobId}`, async () => {
    const unfinished = await lab.client.task.list(jobId, {
      taskListOptions: { filter: "state ne 'completed'" },
    });
    return unfinished.length === 0;
  });

/** Waits for a task to have a state. */
export const taskIn = (
  lab: Lab,
  task: { readonly jobId: string; readonly id: string },
  state: Models.TaskState,
): Promise<Models.CloudTask> =>
  eventually(`task ${task.id} ${state}`, async () => {
    const found = await lab.client.task.get(task.jobId, task.id);
    return found.state === state && found;
  });

/** Waits for a job to have a state. */
export const jobIn = (lab: Lab, jobId: string, state: Models.JobState): Promise<Models.CloudJob> =>
  eventually(`job ${jobId} ${state}`, async () => {
    const found = await lab.client.job.get(jobId);
    return found.state === state && found;
  });

/** Result of a task. */
export const executionOf = async (
  lab: Lab,
  jobId: string,
  taskId: string,
): Promise<Models.TaskExecutionInformation> => {
  const { executionInfo } = await lab.client.task.get(jobId, taskId);
  if (executionInfo === undefined) throw new Error(`task ${taskId} has no executionInfo`);
  return executionInfo;
};

/** Reads a task's file. */
export const taskFile = async (
  lab: Lab,
  jobId: string,
  taskId: string,
  path = "stdout.txt",
): Promise<string> => {
  const { readableStreamBody } = await lab.client.file.getFromTask(jobId, taskId, path);
  return readableStreamBody === undefined ? "" : text(readableStreamBody);
};
