import type {
  ComputeNodeIdentityReference,
  EnvironmentSetting,
  JobPreparationTaskExecutionInformation,
  TaskAddParameter,
  TaskFailureInformation,
} from "../protocol/types.ts";

export type {
  ApplicationPackageReference,
  ExitConditions,
  ExitOptions,
  JobPreparationTask,
  JobReleaseTask,
  OutputFile,
  ResourceFile,
} from "../protocol/types.ts";

export type NameValue = EnvironmentSetting;

/** A user-assigned identity, by its ARM id. */
export type IdentityReference = ComputeNodeIdentityReference;

/** The properties that all kinds of tasks have. */
export type Command = Pick<
  TaskAddParameter,
  "commandLine" | "resourceFiles" | "environmentSettings" | "userIdentity"
>;

/** The definition of a task, as it was added. Its state and results are columns of its row. */
export type TaskDefinition = TaskAddParameter;

export interface FailureInfo extends Omit<TaskFailureInformation, "category"> {
  /** As the service writes it; the definition has it in lower case. */
  readonly category: "UserError" | "ServerError";
  readonly code: string;
  readonly message: string;
}

/** State and result of a start, preparation or release task. */
export interface RunInfo extends Omit<JobPreparationTaskExecutionInformation, "retryCount" | "failureInfo"> {
  readonly retryCount?: number;
  readonly failureInfo?: FailureInfo;
}
