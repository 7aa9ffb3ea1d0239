import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { checkPreconditions } from "./checks/check-preconditions.ts";
import { taskOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";
import { taskHead } from "./responses/task-json.ts";

/** Ends the task if it runs, then deletes it and its files, whatever their retention. */
export const deleteTask = async (
  batch: Pick<Batch, "store" | "cluster">,
  request: BatchRequest,
): Promise<BatchResult> => {
  const { job, task } = taskOf(batch, request);
  checkPreconditions(request, taskHead(request, job, task), "write");
  if (job.doc.state === "deleting") throw new BatchError("JobBeingDeleted");
  while (!removeUnlessPlaced(batch, task.seq)) await batch.cluster.endTask(task.seq, "terminate");
  await batch.cluster.removeFiles(task);
  batch.cluster.jobChanged(job.seq);
  return done(200);
};

/** Returns false, without removing the task, if it runs. */
const removeUnlessPlaced = ({ store }: Pick<Batch, "store">, seq: number): boolean =>
  store.transaction(() => {
    const task = store.tasks.get(seq);
    if (task?.state === "preparing" || task?.state === "running") return false;
    if (task !== undefined) store.tasks.remove(task);
    store.dependencies.removeTask(seq);
    return true;
  });
