import { BatchError, invalidProperty } from "../../protocol/errors.ts";
import type { PoolSpecification } from "../../protocol/types.ts";
import { allExitOptions } from "../../state/exit-conditions.ts";
import type { Job, Pool } from "../../state/resource-types.ts";
import type { Command, TaskDefinition } from "../../state/task-types.ts";
import { checkCommand } from "./check-command.ts";

/** Throws if Azure refuses a task in a job. `pool` is needed only for a task that asks for containers or several instances. */
export const checkTask = (task: TaskDefinition, job: Job, pool?: Pool): void => {
  if (task.commandLine.trim() === "")
    throw invalidProperty("commandLine", "", "Expected a command line that isn't blank.");
  if (job.jobPreparationTask !== undefined && sameId(task.id, job.jobPreparationTask.id ?? "jobpreparation"))
    throw new BatchError("TaskIdSameAsJobPreparationTask");
  if (job.jobReleaseTask !== undefined && sameId(task.id, job.jobReleaseTask.id ?? "jobrelease"))
    throw new BatchError("TaskIdSameAsJobReleaseTask");
  checkDependencies(task, job);
  checkExitConditions(task, job);
  checkSupportedTask(task, { operation: "Task_Add", pool });
};

const sameId = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const maxDependencyText = 64_000;

const checkDependencies = ({ dependsOn }: TaskDefinition, job: Job): void => {
  const { taskIds = [], taskIdRanges = [] } = dependsOn ?? {};
  if (taskIds.length + taskIdRanges.length === 0) return;
  // The code that users report (azure-sdk-for-python#27859, #42399); the reason is the message of Microsoft's table for another.
  if (!job.usesTaskDependencies)
    throw new BatchError("UnsupportedProperty", {
      PropertyName: "dependsOn",
      Reason:
        "A task was specified as depending on other tasks, but the job did not specify that it would use task dependencies.",
    });
  if (taskIds.join("").length > maxDependencyText) throw new BatchError("TaskDependencyListTooLong");
  for (const { start, end } of taskIdRanges) {
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

/** Settings of a task of any kind that only some pools support. */
type Asking = Pick<TaskDefinition, "containerSettings" | "multiInstanceSettings">;

/**
 * Throws NotImplemented for what only Azure's nodes can do, and if Azure refuses the command. A task that asks for containers or
 * several instances on a pool that has neither is accepted, as on Azure. `pool` is undefined as long as it doesn't exist.
 */
export const checkSupportedTask = (
  task: Command & Asking,
  { operation, pool }: { operation: string; pool?: PoolSpecification },
): void => {
  const machine = pool?.virtualMachineConfiguration;
  const unsupported: Record<string, boolean> = {
    containerSettings: task.containerSettings !== undefined && machine?.containerConfiguration !== undefined,
    multiInstanceSettings: task.multiInstanceSettings !== undefined && hasInstances(pool),
  };
  const name = Object.keys(unsupported).find((each) => unsupported[each]);
  if (name !== undefined) throw new BatchError("NotImplemented", { Operation: `${operation} with ${name}` });
  checkCommand(task);
};

/** On any other pool, multi-instance tasks stay active for ever. https://learn.microsoft.com/azure/batch/batch-mpi */
const hasInstances = ({
  enableInterNodeCommunication,
  taskSlotsPerNode = 1,
}: Partial<PoolSpecification> = {}) => enableInterNodeCommunication === true && taskSlotsPerNode === 1;
