import { BatchError } from "../../protocol/errors.ts";
import type { StoredJob } from "../../state/store.ts";
import { newTask } from "../../state/task-defaults.ts";
import type { TaskRow } from "../../state/task-row.ts";
import type { TaskDefinition } from "../../state/task-types.ts";
import { checkTask } from "../checks/check-task.ts";
import type { Batch } from "../operation-context.ts";

/**
 * Adds a task to a job. To be called within a transaction.
 *
 * @throws BatchError if Azure refuses the task.
 */
export const insertTask = (
  { store }: Pick<Batch, "store">,
  job: StoredJob,
  given: TaskDefinition,
): TaskRow => {
  checkTask(given, job.doc);
  if (store.tasks.find(job.seq, given.id) !== undefined) throw new BatchError("TaskExists");
  const task = newTask(given, job.doc);
  const row = { job: job.seq, id: given.id, doc: JSON.stringify(task), slots: task.requiredSlots ?? 1 };
  if (given.dependsOn === undefined) return store.tasks.insert({ ...row, ready: true });
  const inserted = store.tasks.insert({ ...row, ready: false });
  if (store.dependencies.add(inserted, given.dependsOn)) store.tasks.setReady(inserted.seq);
  return inserted;
};
