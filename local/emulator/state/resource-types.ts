import type { AutoScaleRun } from "../autoscale/formula-error.ts";
import type {
  Command,
  IdentityReference,
  NameValue,
  RunInfo,
  TaskConstraints,
  TaskDefinition,
} from "./task-types.ts";

/**
 * What the service reads of Azure's resources. A document may hold more: what a client sent is kept and given back.
 * Times and durations are strings as on the wire. This is what all documents share.
 */
export interface Resource {
  readonly id: string;
  readonly eTag: string;
  readonly creationTime: string;
  readonly lastModified: string;
  readonly stateTransitionTime: string;
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
