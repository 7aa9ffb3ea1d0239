import type {
  JobManagerTask,
  JobPreparationTask,
  JobReleaseTask,
  TaskConstraints,
} from "../protocol/types.ts";
import { unlimited } from "../time/duration.ts";
import type { Job } from "./resource-types.ts";
import type { TaskDefinition } from "./task-types.ts";
import { userIdentityOf } from "./user-identity.ts";

/** Returns a task's constraints with Azure's defaults. Only a task of the job has the job's number of retries by default. */
export const taskConstraints = (
  given: TaskConstraints = {},
  job?: Pick<Job, "constraints">,
): Required<TaskConstraints> => ({
  maxWallClockTime: given.maxWallClockTime ?? unlimited,
  // "The default is 7 days" (Swagger, TaskConstraints.retentionTime).
  retentionTime: given.retentionTime ?? "P7D",
  maxTaskRetryCount: given.maxTaskRetryCount ?? job?.constraints.maxTaskRetryCount ?? 0,
});

/** Returns a task's definition with Azure's defaults, some of which its job sets. */
export const newTask = <T extends TaskDefinition>(given: T, job: Pick<Job, "constraints">) => ({
  ...given,
  userIdentity: userIdentityOf(given.userIdentity),
  constraints: taskConstraints(given.constraints, job),
  requiredSlots: given.requiredSlots ?? 1,
});

/** Returns a job manager task with Azure's defaults. */
export const withManagerDefaults = (
  given: JobManagerTask,
  job: Pick<Job, "constraints">,
): JobManagerTask => ({
  runExclusive: true,
  allowLowPriorityNode: true,
  killJobOnCompletion: true,
  ...newTask(given, job),
});

/** Returns a job preparation task with Azure's defaults. */
export const withPreparationDefaults = (given: JobPreparationTask): JobPreparationTask => ({
  id: "jobpreparation",
  waitForSuccess: true,
  rerunOnNodeRebootAfterSuccess: true,
  ...given,
  userIdentity: userIdentityOf(given.userIdentity),
  constraints: taskConstraints(given.constraints),
});

/** Returns a job release task with Azure's defaults. */
export const withReleaseDefaults = (given: JobReleaseTask): JobReleaseTask => ({
  id: "jobrelease",
  maxWallClockTime: "PT15M",
  retentionTime: "P7D",
  ...given,
  userIdentity: userIdentityOf(given.userIdentity),
});
