import { BatchError } from "../../protocol/errors.ts";
import type { TaskDependencies } from "../../protocol/types.ts";
import type { Pool } from "../../state/resource-types.ts";
import type { Store, StoredJob } from "../../state/store.ts";
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
  checkTask(given, job.doc, asksForNodes(given) ? poolOf(store, job) : undefined);
  if (store.tasks.find(job.seq, given.id) !== undefined) throw new BatchError("TaskExists");
  const task = newTask(given, job.doc);
  const row = { job: job.seq, id: given.id, doc: JSON.stringify(task), slots: task.requiredSlots ?? 1 };
  if (given.dependsOn === undefined && given.multiInstanceSettings === undefined)
    return store.tasks.insert({ ...row, ready: true });
  const inserted = store.tasks.insert({ ...row, ready: false });
  if (store.dependencies.add(inserted, dependenciesOf(given))) store.tasks.setReady(inserted.seq);
  return inserted;
};

const asksForNodes = ({ containerSettings, multiInstanceSettings }: TaskDefinition): boolean =>
  containerSettings !== undefined || multiInstanceSettings !== undefined;

const poolOf = (store: Pick<Store, "pools">, { parent, doc }: StoredJob): Pool | undefined =>
  store.pools.find(parent, doc.executionInfo.poolId ?? "")?.doc;

/** No task has the empty id, so that a multi-instance task on a pool that can't run it never starts, as on Azure. */
const dependenciesOf = ({ dependsOn, multiInstanceSettings }: TaskDefinition): TaskDependencies =>
  multiInstanceSettings === undefined
    ? { ...dependsOn }
    : { ...dependsOn, taskIds: [...(dependsOn?.taskIds ?? []), ""] };
