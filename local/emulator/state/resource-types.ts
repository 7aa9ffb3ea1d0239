import type {
  CloudJob,
  CloudPool,
  ComputeNode,
  ComputeNodeDeallocationOption,
  JobConstraints,
} from "../protocol/types.ts";
import type { RunInfo } from "./task-types.ts";

export type { JobState } from "../protocol/types.ts";

/** `T` with the properties `K`, which Azure's definition leaves optional because `$select` may drop any. */
export type With<T, K extends keyof T> = Omit<T, K> & Required<Pick<T, K>>;

/** Properties of every stored resource. */
export type ResourceKey = "id" | "eTag" | "creationTime" | "lastModified" | "state" | "stateTransitionTime";

/** A pool as it is stored: what the client sent, with Azure's defaults and the pool's state. */
export interface Pool
  extends With<
    CloudPool,
    | ResourceKey
    | "allocationState"
    | "allocationStateTransitionTime"
    | "vmSize"
    | "targetDedicatedNodes"
    | "targetLowPriorityNodes"
    | "enableAutoScale"
    | "taskSlotsPerNode"
    | "taskSchedulingPolicy"
  > {
  /** Time of the last Enable Auto Scale. Not on the wire. */
  readonly autoScaleEnabled?: string;
  /** The current resize: how nodes leave, and which leave in any case. Not on the wire. */
  readonly leaving?: {
    readonly deallocation?: Deallocation;
    readonly nodes?: readonly string[];
    /** Whether a user asked for the resize, and may stop it. */
    readonly isRequested?: boolean;
  };
}

/** Treatment of the tasks of nodes that leave. */
export type Deallocation = ComputeNodeDeallocationOption;

export type NodeState = NonNullable<ComputeNode["state"]>;

/** A node as it is stored. */
export interface Node
  extends With<
    Omit<ComputeNode, "startTaskInfo">,
    | "id"
    | "state"
    | "stateTransitionTime"
    | "schedulingState"
    | "allocationTime"
    | "isDedicated"
    | "vmSize"
    | "totalTasksRun"
    | "totalTasksSucceeded"
  > {
  readonly startTaskInfo?: RunInfo;
  /** Users that were added to it. Not on the wire. */
  readonly userNames?: readonly string[];
  /** Number in the names of its endpoints, among the pool's nodes of its kind. Not on the wire. */
  readonly index?: number;
  /** Whether its scheduling is disabled because it was deallocated, so that its next boot enables it. Not on the wire. */
  readonly isDeallocated?: boolean;
}

/** A job as it is stored: what the client sent, with Azure's defaults and the job's state. */
export interface Job
  extends With<
    CloudJob,
    | ResourceKey
    | "priority"
    | "maxParallelTasks"
    | "allowTaskPreemption"
    | "usesTaskDependencies"
    | "onAllTasksComplete"
    | "onTaskFailure"
    | "poolInfo"
    | "executionInfo"
  > {
  readonly constraints: Required<JobConstraints>;
  /** Treatment of running tasks while the job is being disabled. Not on the wire. */
  readonly disableTasks?: "requeue" | "terminate" | "wait";
}
