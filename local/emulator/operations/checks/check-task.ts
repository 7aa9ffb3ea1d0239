import { BatchError, invalidProperty } from "../../protocol/errors.ts";
import { allExitOptions } from "../../state/exit-conditions.ts";
import type { Job } from "../../state/resource-types.ts";
import type { Command, TaskDefinition } from "../../state/task-types.ts";
import { checkCommand } from "./check-command.ts";

/** Throws if Azure refuses a task in a job. */
export const checkTask = (task: TaskDefinition, job: Job): void => {
  if (task.commandLine.trim() === "")
    throw invalidProperty("commandLine", "", "Expected a command line that isn't blank.");
  if (job.jobPreparationTask !== undefined && sameId(task.id, job.jobPreparationTask.id ?? "jobpreparation"))
    throw new BatchError("TaskIdSameAsJobPreparationTask");
  if (job.jobReleaseTask !== undefined && sameId(task.id, job.jobReleaseTask.id ?? "jobrelease"))
    throw new BatchError("TaskIdSameAsJobReleaseTask");
  checkDependencies(task, job);
  checkExitConditions(task, job);
  checkSupportedTask(task, "Task_Add");
};

const sameId = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const maxDependencyText = 64_000;

const checkDependencies = ({ dependsOn }: TaskDefinition, job: Job): void => {
  if (dependsOn === undefined) return;
  if (!job.usesTaskDependencies) throw new BatchError("TaskDependenciesNotSpecifiedOnJob");
  if ((dependsOn.taskIds ?? []).join("").length > maxDependencyText)
    throw new BatchError("TaskDependencyListTooLong");
  for (const { start, end } of dependsOn.taskIdRanges ?? []) {
    if (start > end)
      throw invalidProperty("taskIdRanges", { start, end }, "Expected a start that isn't after the end.");
  }
};

const checkExitConditions = ({ exitConditions }: TaskDefinition, job: Job): void => {
  const hasJobAction = allExitOptions(exitConditions).some(({ jobAction }) => jobAction !== undefined);
  if (hasJobAction && job.onTaskFailure === "noaction")
    throw invalidProperty(
      "jobAction",
      "",
      "Expected a job whose onTaskFailure is performexitoptionsjobaction.",
    );
};

const unsupported = [
  "multiInstanceSettings",
  "containerSettings",
  "applicationPackageReferences",
  "authenticationTokenSettings",
];

/** Throws NotImplemented for settings that the emulator doesn't support, and if Azure refuses the command. */
export const checkSupportedTask = (task: Command, operation: string): void => {
  const name = unsupported.find((each) => each in task);
  if (name !== undefined) throw new BatchError("NotImplemented", { Operation: `${operation} with ${name}` });
  checkCommand(task);
};
