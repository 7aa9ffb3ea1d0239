import type { AutoScaleRun } from "../autoscale/formula-error.ts";

/**
 * What the service reads of Azure's resources. A document may hold more: what a client sent is kept and given back.
 * Times and durations are strings as on the wire.
 */
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

interface TaskConstraints {
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

interface StartTask extends Command {
  readonly maxTaskRetryCount?: number;
  readonly waitForSuccess?: boolean;
}

interface JobPreparationTask extends Command {
  readonly id?: string;
  readonly constraints?: TaskConstraints;
  readonly waitForSuccess?: boolean;
  readonly rerunOnNodeRebootAfterSuccess?: boolean;
}

interface JobReleaseTask extends Command {
  readonly id?: string;
  readonly maxWallClockTime?: string;
  readonly retentionTime?: string;
}

interface JobManagerTask extends TaskDefinition {
  readonly killJobOnCompletion?: boolean;
  readonly runExclusive?: boolean;
  readonly allowLowPriorityNode?: boolean;
}

interface AutoPoolSpecification {
  readonly autoPoolIdPrefix?: string;
  readonly poolLifetimeOption: "job" | "jobschedule";
  readonly keepAlive?: boolean;
  readonly pool?: Partial<Pool>;
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

/** What all documents share. */
export interface Resource {
  readonly id: string;
  readonly eTag: string;
  readonly creationTime: string;
  readonly lastModified: string;
  readonly stateTransitionTime: string;
}

export interface Pool extends Resource {
  readonly state: "active" | "deleting";
  readonly allocationState: "steady" | "resizing" | "stopping";
  readonly allocationStateTransitionTime: string;
  readonly vmSize: string;
  readonly resizeTimeout?: string;
  readonly resizeErrors?: readonly { code: string; message: string; values?: readonly NameValue[] }[];
  readonly targetDedicatedNodes: number;
  readonly targetLowPriorityNodes: number;
  readonly enableAutoScale: boolean;
  readonly autoScaleFormula?: string;
  readonly autoScaleEvaluationInterval?: string;
  readonly autoScaleRun?: AutoScaleRun;
  /** When it was last asked to scale by a formula. Not on the wire. */
  readonly autoScaleEnabled?: string;
  /** In the resize that goes on: how nodes leave, and which in any case. Not on the wire. */
  readonly leaving?: { readonly deallocation?: Deallocation; readonly nodes?: readonly string[] };
  readonly startTask?: StartTask;
  readonly userAccounts?: readonly { readonly name: string }[];
  /** Only through ARM. */
  readonly identity?: { readonly userAssignedIdentities?: readonly IdentityReference[] };
  readonly taskSlotsPerNode: number;
  readonly taskSchedulingPolicy: { readonly nodeFillType: "spread" | "pack" };
  readonly virtualMachineConfiguration?: {
    readonly imageReference?: Partial<Record<"publisher" | "offer" | "sku" | "version", string>>;
    readonly nodeAgentSKUId?: string;
  };
}

/** How nodes that leave treat their tasks. */
export type Deallocation = "requeue" | "terminate" | "taskcompletion" | "retaineddata";

export type NodeState =
  | "creating"
  | "starting"
  | "waitingforstarttask"
  | "starttaskfailed"
  | "idle"
  | "running"
  | "rebooting"
  | "reimaging"
  | "unusable"
  | "unknown"
  | "leavingpool"
  | "offline"
  | "preempted"
  | "deallocating"
  | "deallocated";

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
  readonly lastRetryTime?: string;
}

export interface Node {
  readonly id: string;
  readonly state: NodeState;
  readonly schedulingState: "enabled" | "disabled";
  readonly stateTransitionTime: string;
  readonly lastBootTime?: string;
  readonly allocationTime: string;
  readonly isDedicated: boolean;
  readonly vmSize: string;
  readonly startTask?: StartTask;
  readonly startTaskInfo?: RunInfo;
  readonly totalTasksRun: number;
  readonly totalTasksSucceeded: number;
  readonly errors?: readonly { code: string; message: string }[];
  /** Users that were added to it. Not on the wire. */
  readonly userNames?: readonly string[];
}

export type JobState =
  | "active"
  | "disabling"
  | "disabled"
  | "enabling"
  | "terminating"
  | "completed"
  | "deleting";

export interface Job extends Resource {
  readonly state: JobState;
  readonly previousState?: JobState;
  readonly previousStateTransitionTime?: string;
  readonly priority: number;
  readonly maxParallelTasks: number;
  readonly allowTaskPreemption: boolean;
  readonly usesTaskDependencies: boolean;
  readonly constraints: { readonly maxWallClockTime: string; readonly maxTaskRetryCount: number };
  readonly onAllTasksComplete: "noaction" | "terminatejob";
  readonly onTaskFailure: "noaction" | "performexitoptionsjobaction";
  readonly poolInfo: { readonly poolId?: string; readonly autoPoolSpecification?: AutoPoolSpecification };
  readonly commonEnvironmentSettings?: readonly NameValue[];
  readonly jobManagerTask?: JobManagerTask;
  readonly jobPreparationTask?: JobPreparationTask;
  readonly jobReleaseTask?: JobReleaseTask;
  readonly executionInfo: {
    readonly startTime: string;
    readonly endTime?: string;
    readonly poolId?: string;
    readonly terminateReason?: string;
  };
  /** What happens to running tasks while the job is being disabled. Not on the wire. */
  readonly disableTasks?: "requeue" | "terminate" | "wait";
}
