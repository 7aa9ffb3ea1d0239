import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { completeTask } from "../state/complete-task.ts";
import { endedByUser } from "../state/ended-by-user.ts";
import { exitActions } from "../state/exit-conditions.ts";
import type { StoredJob } from "../state/store.ts";
import type { TaskRow } from "../state/task-row.ts";
import type { TaskDefinition } from "../state/task-types.ts";
import { checkPreconditions } from "./checks/check-preconditions.ts";
import { taskOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";
import { taskHead } from "./responses/task-json.ts";

/** Ends all processes of the task and completes it with the failure TaskEnded. */
export const terminateTask = async (
  { store, cluster }: Pick<Batch, "store" | "cluster">,
  request: BatchRequest,
): Promise<BatchResult> => {
  const { job, task } = taskOf({ store }, request);
  const head = taskHead(request, job, task);
  checkPreconditions(request, head, "write");
  if (task.state === "completed") throw new BatchError("TaskCompleted");
  await cluster.endTask(task.seq, "terminate");
  store.transaction(() => {
    const now = store.tasks.get(task.seq);
    if (now?.state === "active") end(store, job, now);
  });
  cluster.jobChanged(job.seq);
  return done(204, head);
};

const end = (store: Batch["store"], job: StoredJob, task: TaskRow): void => {
  const { exitConditions } = JSON.parse(task.doc) as TaskDefinition;
  const actions = exitActions({ kind: "ended" }, { exitConditions, onTaskFailure: job.doc.onTaskFailure });
  completeTask(store, { job, task, completion: { failure: endedByUser, satisfies: actions.satisfies } });
};
