import type { Batch } from "./batch.ts";
import { checkNotEnding } from "./change-job.ts";
import { BatchError, invalidProperty } from "./errors.ts";
import { checkId } from "./ids.ts";
import { newTask } from "./state/definitions.ts";
import type { StoredJob } from "./state/store.ts";
import type { TaskRow } from "./state/task-row.ts";
import type { TaskDefinition } from "./state/types.ts";

/** Adds a task to a job, within a transaction; throws what Azure says against it. */
export const insertTask = (
  { store }: Pick<Batch, "store">,
  job: StoredJob,
  given: TaskDefinition,
): TaskRow => {
  checkId(given.id);
  checkTask(given, job);
  if (store.tasks.find(job.seq, given.id) !== undefined) throw new BatchError("TaskExists");
  const task = newTask(given, job.doc);
  return store.tasks.insert({
    job: job.seq,
    id: given.id,
    doc: JSON.stringify(task),
    slots: task.requiredSlots ?? 1,
    ready: true,
  });
};

/** A job that takes tasks. */
export const checkTakesTasks = ({ doc }: StoredJob): void => checkNotEnding(doc);

const checkTask = (task: TaskDefinition, { doc: job }: StoredJob): void => {
  if (task.commandLine.trim() === "") throw invalidProperty("commandLine", "", "The command line is empty.");
  const preparation = job.jobPreparationTask;
  if (preparation !== undefined && sameId(task.id, preparation.id ?? "jobpreparation"))
    throw new BatchError("TaskIdSameAsJobPreparationTask");
  if (job.jobReleaseTask !== undefined && sameId(task.id, job.jobReleaseTask.id ?? "jobrelease"))
    throw new BatchError("TaskIdSameAsJobReleaseTask");
  if (task.dependsOn !== undefined)
    throw new BatchError(job.usesTaskDependencies ? "NotImplemented" : "TaskDependenciesNotSpecifiedOnJob");
  for (const name of ["multiInstanceSettings", "containerSettings", "applicationPackageReferences"]) {
    if (name in task) throw new BatchError("NotImplemented", { Operation: `Task_Add with ${name}` });
  }
};

const sameId = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
