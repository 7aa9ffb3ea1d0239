import type { Store, StoredJob } from "./store.ts";
import type { Completion } from "./task-changes.ts";
import type { TaskRow } from "./task-row.ts";

/** Completes a task and makes the tasks ready that waited only for it. To be called within a transaction. */
export const completeTask = (
  store: Pick<Store, "tasks" | "dependencies">,
  { job, task, completion }: { job: StoredJob; task: TaskRow; completion: Completion },
): TaskRow => {
  const completed = store.tasks.complete(task, completion);
  if (job.doc.usesTaskDependencies && completion.satisfies)
    for (const seq of store.dependencies.satisfy(job.seq, task.id)) store.tasks.setReady(seq);
  return completed;
};
