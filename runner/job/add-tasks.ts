import type { BatchServiceModels as Models } from "@azure/batch";
import pMap from "p-map";
import type { BatchClient } from "../azure/batch-client.ts";
import { isServiceError } from "../azure/service-error.ts";
import { usageError } from "../errors.ts";
import { type Manifest, tasksToRun } from "../manifest/manifest.ts";
import type { RequestContext } from "./request-context.ts";
import { taskRequest } from "./task-request.ts";

/** Batch's limits for one call [Swagger: TaskAddCollection], with room for the bytes that the SDK adds. */
const most = { tasks: 100, bytes: 900_000 };

export interface AddTasks {
  readonly batch: Pick<BatchClient, "addTasks">;
  readonly manifest: Manifest;
  readonly context: RequestContext;
  readonly signal: AbortSignal;
}

/**
 * Adds the tasks of a run to its job, in collections and a few at a time. Skips tasks that exist.
 *
 * @throws RunnerError `TaskTooLarge` if Batch refuses a task for its size.
 */
export const addTasks = async ({ batch, manifest, context, signal }: AddTasks): Promise<void> => {
  const { jobId } = manifest;
  const requests = tasksToRun(manifest).map((task) => taskRequest(task, manifest, context));
  const add = (tasks: Models.TaskAddParameter[]): Promise<void> => addCollection({ batch, jobId, tasks });
  await pMap(collections(requests), add, { concurrency: 4, signal });
};

const collections = function* (
  tasks: Iterable<Models.TaskAddParameter>,
): Generator<Models.TaskAddParameter[]> {
  let part: Models.TaskAddParameter[] = [];
  let bytes = 0;
  for (const task of tasks) {
    const size = Buffer.byteLength(JSON.stringify(task));
    if (part.length === most.tasks || (part.length > 0 && bytes + size > most.bytes)) {
      yield part;
      [part, bytes] = [[], 0];
    }
    part.push(task);
    bytes += size;
  }
  if (part.length > 0) yield part;
};

interface Collection {
  readonly batch: Pick<BatchClient, "addTasks">;
  readonly jobId: string;
  readonly tasks: Models.TaskAddParameter[];
}

/** Adds a collection. Halves it if Batch refuses it for its size. */
const addCollection = async ({ batch, jobId, tasks }: Collection): Promise<void> => {
  try {
    await batch.addTasks(jobId, tasks);
  } catch (error) {
    if (!isServiceError(error, "RequestBodyTooLarge")) throw error;
    if (tasks.length === 1 && tasks[0]) throw tooLarge(tasks[0]);
    const middle = Math.ceil(tasks.length / 2);
    await addCollection({ batch, jobId, tasks: tasks.slice(0, middle) });
    await addCollection({ batch, jobId, tasks: tasks.slice(middle) });
  }
};

const tooLarge = (task: Models.TaskAddParameter): Error => {
  const sizes = Object.entries(task).map(
    ([name, value]) => [name, JSON.stringify(value ?? "").length] as const,
  );
  const [name, size] = sizes.reduce((a, b) => (b[1] > a[1] ? b : a));
  return usageError(
    "TaskTooLarge",
    `task ${task.id}: expected a request of at most 1 MB, got ${size} characters of ${name}`,
    "Write long text to a file and make it an input of the task.",
  );
};
