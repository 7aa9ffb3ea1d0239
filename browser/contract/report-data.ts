/** Everything that `report.html` shows. The runner writes it, the page reads it. */
export interface ReportData {
  readonly run: ReportedRun;
  readonly cost?: ReportedCost | undefined;
  /** Node time of the whole run by phase, in the order in which a task passes them. */
  readonly phases: readonly PhaseTotal[];
  readonly nodes: readonly ReportedNode[];
  readonly tasks: TaskColumns;
  readonly failures: readonly ReportedFailure[];
  readonly results: ReportedResults;
  readonly usage?: ReportedUsage | undefined;
  /** Facts to repeat the run by: labels and values, such as `["VM size", "Standard_D2s_v5"]`. */
  readonly ran: readonly (readonly [label: string, value: string])[];
  /** Facts that are missing or shortened, such as "The results table has the first 10,000 of 100,000 tasks." */
  readonly notes: readonly string[];
}

export interface ReportedRun {
  readonly jobId: string;
  readonly workload: string;
  /** Milliseconds since 1970. All other times of the report are milliseconds since this moment. */
  readonly startedMs: number;
  /** Milliseconds from `startedMs` to the end of the last task. */
  readonly lengthMs: number;
  /** Milliseconds that the command needed for the run, with preparation, uploads and downloads. Absent if the run was resumed. */
  readonly commandMs?: number | undefined;
  /** Tasks by state. Each task counts once: `succeeded` without those that earlier runs completed, `failed` without those that never ran. */
  readonly succeeded: number;
  readonly failed: number;
  readonly cached: number;
  readonly notRun: number;
  /** Tasks that run or wait. Present if the run had not ended when the report was written, so all facts are those known so far. */
  readonly unfinished?: number | undefined;
  /** Reason why the job ended before all its tasks had run. */
  readonly endedBecause?: string | undefined;
}

export interface ReportedCost {
  readonly amount: number;
  /** ISO 4217, such as `USD`. */
  readonly currency: string;
  /** Such as "Standard_D2s_v5 in eastus: 2.4 node hours at $0.096; list prices of 2026-11-20". */
  readonly basis: string;
  /** Whether the run was on the local cloud, so that nothing was paid. */
  readonly isHypothetical: boolean;
  /** Cost per hour of the nodes that stay after the run; absent if none stay. */
  readonly idlePerHour?: number | undefined;
}

export const phaseNames = ["nodes", "boot", "slot", "staging", "running", "uploading"] as const;
export type PhaseName = (typeof phaseNames)[number];

export interface PhaseTotal {
  readonly phase: PhaseName;
  /**
   * Time of the run. Each moment is divided equally among the tasks that are staging, running or uploading. While no task does, it belongs to
   * the latest phase in which a task is. The totals add up to `lengthMs`.
   */
  readonly wallMs: number;
  /** Sum over all tasks. */
  readonly taskMs: number;
}

export interface ReportedNode {
  readonly id: string;
  readonly isSpot: boolean;
  /** Number of lanes in the timeline. */
  readonly slots: number;
  /** Undefined if unknown. May be negative: the node existed before the run. */
  readonly allocatedMs?: number | undefined;
  readonly bootedMs?: number | undefined;
  /** End of the start task. */
  readonly readyMs?: number | undefined;
  /** The node was preempted, lost or removed. */
  readonly leftMs?: number | undefined;
}

/** `running` and `waiting` only in the report of a run that has not ended. */
export const taskStates = ["succeeded", "failed", "cached", "notRun", "running", "waiting"] as const;
export type TaskState = (typeof taskStates)[number];

/** A row per task in the order of the manifest. Typed arrays, because there may be 100,000. Times that are unknown are -1. */
export interface TaskColumns {
  readonly count: number;
  readonly ids: readonly string[];
  /** Name of the task or of its first input; the id if it has neither. */
  readonly labels: readonly string[];
  /** Index in `taskStates`. */
  readonly state: Uint8Array;
  /** Index in `nodes`; -1 for none. */
  readonly node: Int32Array;
  /** Lane on the node, from 0. */
  readonly slot: Uint16Array;
  readonly queued: Float64Array;
  /** A node began to fetch the task's inputs. */
  readonly started: Float64Array;
  readonly programStarted: Float64Array;
  readonly ended: Float64Array;
  readonly uploaded: Float64Array;
  readonly retries: Uint16Array;
  readonly requeues: Uint16Array;
  /** MiB; 0 if unknown. */
  readonly peakMiB: Uint32Array;
  /** Milliseconds; 0 if unknown. */
  readonly cpuMs: Uint32Array;
  /** Index in `failures`; -1 for none. */
  readonly failure: Int32Array;
  /** Earlier attempts of tasks that were retried, for the timeline. */
  readonly attempts: readonly ReportedAttempt[];
}

export interface ReportedAttempt {
  /** Index of the task. */
  readonly task: number;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly exitCode: number;
}

export interface ReportedFailure {
  readonly cause: string;
  readonly count: number;
  readonly hint?: string | undefined;
  /** Id and label of one of the tasks. */
  readonly sample: string;
  /** Lines of its log. */
  readonly log: readonly string[];
  /** Path of the full log, relative to report.html; absent if the log is not on this machine. */
  readonly logPath?: string | undefined;
  /** Command line that prints the full log. */
  readonly logCommand?: string | undefined;
}

/** The workload's results table. */
export interface ReportedResults {
  readonly columns: readonly string[];
  /** Index of the task, and its cells. */
  readonly rows: readonly (readonly [task: number, cells: readonly string[]])[];
}

export interface ReportedUsage {
  readonly nodeMiB: number;
  readonly nodeCores: number;
  readonly slotsPerNode: number;
  /** One line, such as "peak 1.1 GB of 4.0 GB: `taskSlotsPerNode: 3` would fit". */
  readonly advice?: string | undefined;
}
