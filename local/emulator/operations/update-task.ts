import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { taskConstraints } from "../state/task-defaults.ts";
import type { TaskDefinition } from "../state/task-types.ts";
import { checkPreconditions } from "./checks/check-preconditions.ts";
import { taskOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";
import { taskHead } from "./responses/task-json.ts";

/** Replaces a task's constraints. Those that the body leaves out get their defaults. */
export const updateTask = (
  { store }: Pick<Batch, "store">,
  request: BatchRequest<"Task_Update">,
): BatchResult => {
  const { constraints } = request.body;
  const { job, task } = store.transaction(() => {
    const { job, task } = taskOf({ store }, request);
    checkPreconditions(request, taskHead(request, job, task), "write");
    if (task.state === "completed") throw new BatchError("TaskCompleted");
    const definition = JSON.parse(task.doc) as TaskDefinition;
    const doc = JSON.stringify({ ...definition, constraints: taskConstraints(constraints, job.doc) });
    return { job, task: store.tasks.define(task, doc) };
  });
  return done(200, taskHead(request, job, task));
};
