import { type BatchRequest, type BatchResult, ok } from "../protocol/batch-request.ts";
import { errorJson } from "../protocol/error-json.ts";
import { BatchError, invalidProperty } from "../protocol/errors.ts";
import type { StoredJob } from "../state/store.ts";
import type { TaskDefinition } from "../state/task-types.ts";
import { checkNotEnding } from "./changes/change-job.ts";
import { insertTask } from "./changes/insert-task.ts";
import { jobOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";
import { taskHead } from "./responses/task-json.ts";

const maxTasks = 100;
const maxBytes = 1024 * 1024;

/** Adds up to 100 tasks. Each has its own result: a refused task doesn't affect the others. */
export const addTaskCollection = (
  batch: Pick<Batch, "store" | "cluster">,
  request: BatchRequest<"Task_AddCollection">,
): BatchResult => {
  const job = jobOf(batch, request);
  const { value } = request.body;
  if (Number(request.headers["content-length"] ?? 0) >= maxBytes)
    throw new BatchError("RequestBodyTooLarge", { MaxLimit: String(maxBytes) });
  if (value.length > maxTasks)
    throw invalidProperty("value", value.length, `Expected at most ${maxTasks} tasks.`);
  const results = batch.store.transaction(() => {
    checkNotEnding(job.doc);
    return value.map((task) => addOne(batch, { request, job, task }));
  });
  batch.cluster.jobChanged(job.seq);
  return ok({ "odata.metadata": `${request.baseUrl}/$metadata#taskaddresult`, value: results });
};

const addOne = (
  batch: Pick<Batch, "store">,
  { request, job, task }: { request: BatchRequest; job: StoredJob; task: TaskDefinition },
): object => {
  try {
    const { url, eTag, lastModified } = taskHead(request, job, insertTask(batch, job, task));
    // Recorded, and in the response of Microsoft's reference; the definition has lower case.
    // https://learn.microsoft.com/rest/api/batchservice/add-a-collection-of-tasks-to-a-job
    return { status: "Success", taskId: task.id, eTag, lastModified, location: url };
  } catch (error) {
    if (!(error instanceof BatchError)) throw error;
    return { status: "ClientError", taskId: task.id, error: errorJson(error, request.requestId) };
  }
};
