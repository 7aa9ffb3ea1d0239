// What the service reads of a task, and of what else runs on a node; see types.ts.

export interface NameValue {
  readonly name: string;
  readonly value?: string;
}

/** A user-assigned identity, by its ARM id. */
export interface IdentityReference {
  readonly resourceId?: string;
}

export interface ResourceFile {
  readonly httpUrl?: string;
  readonly storageContainerUrl?: string;
  readonly autoStorageContainerName?: string;
  readonly blobPrefix?: string;
  readonly filePath?: string;
  readonly fileMode?: string;
  readonly identityReference?: IdentityReference;
}

export interface OutputFile {
  readonly filePattern: string;
  readonly destination: {
    readonly container?: {
      readonly path?: string;
      readonly containerUrl: string;
      readonly identityReference?: IdentityReference;
      readonly uploadHeaders?: readonly NameValue[];
    };
  };
  readonly uploadOptions?: { readonly uploadCondition?: "tasksuccess" | "taskfailure" | "taskcompletion" };
}

export interface TaskConstraints {
  readonly maxWallClockTime?: string;
  readonly retentionTime?: string;
  readonly maxTaskRetryCount?: number;
}

interface UserIdentity {
  readonly username?: string;
  readonly autoUser?: { readonly scope?: string; readonly elevationLevel?: string };
}

/** What every kind of task has: a command line and what surrounds it. */
export interface Command {
  readonly commandLine: string;
  readonly resourceFiles?: readonly ResourceFile[];
  readonly environmentSettings?: readonly NameValue[];
  readonly userIdentity?: UserIdentity;
}

export interface ExitOptions {
  readonly jobAction?: "none" | "disable" | "terminate";
  readonly dependencyAction?: "satisfy" | "block";
}

export interface ExitConditions {
  readonly exitCodes?: readonly { readonly code: number; readonly exitOptions: ExitOptions }[];
  readonly exitCodeRanges?: readonly {
    readonly start: number;
    readonly end: number;
    readonly exitOptions: ExitOptions;
  }[];
  readonly preProcessingError?: ExitOptions;
  readonly fileUploadError?: ExitOptions;
  readonly default?: ExitOptions;
}

/** The definition of a task, as it was added. How it fares is in the columns of its row. */
export interface TaskDefinition extends Command {
  readonly id: string;
  readonly constraints?: TaskConstraints;
  readonly requiredSlots?: number;
  readonly outputFiles?: readonly OutputFile[];
  readonly affinityInfo?: { readonly affinityId: string };
  readonly exitConditions?: ExitConditions;
  readonly dependsOn?: {
    readonly taskIds?: readonly string[];
    readonly taskIdRanges?: readonly { readonly start: number; readonly end: number }[];
  };
}

export interface FailureInfo {
  readonly category: "UserError" | "ServerError";
  readonly code: string;
  readonly message: string;
  readonly details?: readonly NameValue[];
}

/** How a start, preparation or release task fared. */
export interface RunInfo {
  readonly taskRootDirectory?: string;
  readonly state: "running" | "completed";
  readonly startTime: string;
  readonly endTime?: string;
  readonly exitCode?: number;
  readonly result?: "success" | "failure";
  readonly failureInfo?: FailureInfo;
  readonly retryCount?: number;
}
