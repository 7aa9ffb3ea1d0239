import type { Batch } from "./batch.ts";
import { checkNotEnding } from "./change-job.ts";
import { BatchError, invalidProperty } from "./errors.ts";
import { checkId } from "./ids.ts";
import { newTask } from "./state/definitions.ts";
import { allExitOptions } from "./state/exit-conditions.ts";
import type { StoredJob } from "./state/store.ts";
import type { TaskRow } from "./state/task-row.ts";
import type { Job, TaskDefinition } from "./state/types.ts";

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
  const row = { job: job.seq, id: given.id, doc: JSON.stringify(task), slots: task.requiredSlots ?? 1 };
  if (given.dependsOn === undefined) return store.tasks.insert({ ...row, ready: true });
  const inserted = store.tasks.insert({ ...row, ready: false });
  if (store.dependencies.add(inserted, given.dependsOn)) store.tasks.setReady(inserted.seq);
  return inserted;
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
  checkDependencies(task, job);
  checkExitConditions(task, job);
  checkSupported(task);
};

const maxDependencyText = 64_000;

const checkDependencies = ({ dependsOn }: TaskDefinition, job: Job): void => {
  if (dependsOn === undefined) return;
  if (!job.usesTaskDependencies) throw new BatchError("TaskDependenciesNotSpecifiedOnJob");
  if ((dependsOn.taskIds ?? []).join("").length > maxDependencyText)
    throw new BatchError("TaskDependencyListTooLong");
  for (const { start, end } of dependsOn.taskIdRanges ?? []) {
    if (start > end)
      throw invalidProperty("taskIdRanges", { start, end }, "The start of a range is after its end.");
  }
};

const checkExitConditions = ({ exitConditions }: TaskDefinition, job: Job): void => {
  const hasJobAction = allExitOptions(exitConditions).some(({ jobAction }) => jobAction !== undefined);
  if (hasJobAction && job.onTaskFailure === "noaction")
    throw invalidProperty(
      "jobAction",
      "",
      "A job action cannot be specified if the job's onTaskFailure is noaction.",
    );
};

const unsupported = [
  "multiInstanceSettings",
  "containerSettings",
  "applicationPackageReferences",
  "authenticationTokenSettings",
];

const checkSupported = (task: TaskDefinition): void => {
  const name = unsupported.find((each) => each in task);
  if (name !== undefined) throw new BatchError("NotImplemented", { Operation: `Task_Add with ${name}` });
  if (task.resourceFiles?.some((file) => file.autoStorageContainerName !== undefined))
    throw new BatchError("NotImplemented", { Operation: "Task_Add with autoStorageContainerName" });
};

const sameId = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
