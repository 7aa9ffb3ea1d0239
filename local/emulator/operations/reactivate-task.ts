import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { checkNotEnding } from "./changes/change-job.ts";
import { checkPreconditions } from "./checks/check-preconditions.ts";
import { taskOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";
import { taskHead } from "./responses/task-json.ts";

/** Makes a failed task active again, with all its retries. */
export const reactivateTask = (
  { store, cluster }: Pick<Batch, "store" | "cluster">,
  request: BatchRequest,
): BatchResult => {
  const { job, task } = store.transaction(() => {
    const { job, task } = taskOf({ store }, request);
    checkPreconditions(request, taskHead(request, job, task), "write");
    checkNotEnding(job.doc);
    if (task.state !== "completed") throw new BatchError("TaskNotCompleted");
    if (task.result === "success") throw new BatchError("TaskSucceeded");
    return { job, task: store.tasks.reactivate(task, store.dependencies.isFree(task.seq)) };
  });
  cluster.jobChanged(job.seq);
  return done(204, taskHead(request, job, task));
};
