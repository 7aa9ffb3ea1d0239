import type { Batch } from "../batch.ts";
import { checkNotEnding } from "../change-job.ts";
import { BatchError, invalidProperty } from "../errors.ts";
import { insertTask } from "../insert-task.ts";
import { jobOf } from "../lookup.ts";
import { type BatchRequest, type BatchResult, ok } from "../request.ts";
import type { StoredJob } from "../state/store.ts";
import type { TaskDefinition } from "../state/task-types.ts";
import { taskHead } from "../wire/task.ts";

const maxTasks = 100;
const maxBytes = 1024 * 1024;

/** Each task has its own result; one that is refused does not keep the others out. */
export const addTaskCollection = (
  batch: Pick<Batch, "store" | "cluster">,
  request: BatchRequest,
): BatchResult => {
  const job = jobOf(batch, request);
  const { value } = request.body as { value: TaskDefinition[] };
  if (Number(request.headers["content-length"] ?? 0) >= maxBytes) throw new BatchError("RequestBodyTooLarge");
  if (value.length > maxTasks)
    throw invalidProperty("value", value.length, `A collection takes at most ${maxTasks} tasks.`);
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
    // Recorded from the real service: this status alone has a capital.
    return { status: "Success", taskId: task.id, eTag, lastModified, location: url };
  } catch (error) {
    if (!(error instanceof BatchError)) throw error;
    const { code, message, values } = error;
    return {
      status: "clienterror",
      taskId: task.id,
      error: { code, message: { lang: "en-US", value: message }, values },
    };
  }
};
