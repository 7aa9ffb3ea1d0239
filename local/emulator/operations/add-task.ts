import { type BatchRequest, type BatchResult, created } from "../protocol/batch-request.ts";
import { checkNotEnding } from "./changes/change-job.ts";
import { insertTask } from "./changes/insert-task.ts";
import { jobOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";
import { taskHead } from "./responses/task-json.ts";

export const addTask = (
  batch: Pick<Batch, "store" | "cluster">,
  request: BatchRequest<"Task_Add">,
): BatchResult => {
  const job = jobOf(batch, request);
  const task = batch.store.transaction(() => {
    checkNotEnding(job.doc);
    return insertTask(batch, job, request.body);
  });
  batch.cluster.jobChanged(job.seq);
  return created(taskHead(request, job, task));
};
