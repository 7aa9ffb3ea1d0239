/**
 * What the dashboard's server and its pages exchange. All paths are below `/api/`. No answer contains a key or a SAS.
 *
 * - `GET events?topic=T&topic=U`: server-sent events, each a `TopicEvent`: the topic's value now and after each change.
 * - `GET jobs/:job/tasks?…`: a `TaskPage`; the query is a `TaskQuery`.
 * - `GET jobs/:job/tasks/:task`: a `TaskDetail`.
 * - `GET jobs/:job/tasks/:task/files/:path`: a file's content, from the node or from storage.
 * - `GET pools/:pool/nodes/:node/files/:path`: a file of the node, such as `startup/stderr.txt`.
 * - `POST jobs/:job/cancel`, `POST runs/:job/retry`, `POST runs/:job/download`, `POST pools/:pool/evaluate`: an `ActionResult`.
 *
 * Path segments are percent-encoded; the slashes of a file's path are not. A POST has the body `{}` as
 * `application/json`. An answer with a status from 400 on is a `Problem`. The page uses paths relative to its address.
 */
export interface Topics {
  readonly environment: EnvironmentView;
  readonly runs: readonly RunRow[];
  readonly pools: readonly PoolView[];
  readonly jobs: readonly JobRow[];
  readonly schedules: readonly ScheduleRow[];
  readonly [run: `run/${string}`]: RunView;
  readonly [job: `job/${string}`]: JobView;
  /** `log/<job>/<task>/stdout.txt` or `stderr.txt`. */
  readonly [log: `log/${string}`]: LogPart;
}

export type Topic = keyof Topics;

export type TopicEvent =
  | { readonly topic: Topic; readonly value: Topics[Topic] }
  | { readonly topic: Topic; readonly problem: Problem };

export interface Problem {
  /** Such as `RunNotFound`. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

export interface ActionResult {
  /** One line: what was done. */
  readonly message: string;
  /** The run's job after `retry`, if it differs from the job in the path. */
  readonly jobId?: string | undefined;
  /** Variables of an evaluated formula, as Batch returns them: `$TargetDedicatedNodes=1;…`. */
  readonly results?: string | undefined;
}

export interface EnvironmentView {
  readonly kind: "local cloud" | "stack" | "outputs";
  /** Stack, file of outputs, or `local`. */
  readonly name: string;
  readonly batchAccount: string;
  readonly location: string;
  readonly poolId: string;
  readonly vmSize: string;
  /** Version of azbatch. */
  readonly version: string;
  /** Command that starts a run here, such as `npx azbatch submit --local`. */
  readonly start?: string | undefined;
}

export interface StateCounts {
  readonly active: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
}

export interface CostView {
  readonly amount: number;
  readonly currency: string;
  /** Such as "list prices of 2026-11-20; nothing is paid on the local cloud". */
  readonly basis: string;
}

export interface RunRow {
  readonly jobId: string;
  readonly workload: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** As `npx azbatch ls` shows it. */
  readonly state: string;
  readonly counts: StateCounts;
  readonly elapsedMs?: number | undefined;
  /** Why no task runs. */
  readonly waiting?: string | undefined;
  readonly cost?: CostView | undefined;
}

export interface RunView extends RunRow {
  readonly poolId: string;
  readonly leftMs?: number | undefined;
  /** Running tasks that take far longer than the others, the longest first. */
  readonly stragglers: readonly Straggler[];
  readonly nodes: readonly NodeView[];
  readonly failures: readonly { readonly cause: string; readonly count: number; readonly sample: string }[];
  /** Words of the command that submits the same work again. */
  readonly again?: string | undefined;
  /** Path of the run's folder on this machine, if it has been downloaded. */
  readonly folder?: string | undefined;
}

export interface Straggler {
  readonly taskId: string;
  readonly label: string;
  readonly nodeId: string;
  readonly elapsedMs: number;
}

export interface NodeView {
  readonly id: string;
  /** Batch's state, such as `idle`, `running`, `starttaskfailed`. */
  readonly state: string;
  readonly isSpot: boolean;
  readonly runningTasks: number;
  readonly slots: number;
  /** ISO 8601. */
  readonly allocatedAt?: string | undefined;
  /** Code and message of the node's first error. */
  readonly error?: string | undefined;
  readonly startTask?: { readonly state: string; readonly exitCode?: number | undefined } | undefined;
}

export interface PoolView {
  readonly id: string;
  readonly vmSize: string;
  readonly state: string;
  readonly allocationState: string;
  readonly current: NodeNumbers;
  readonly target: NodeNumbers;
  readonly slotsPerNode: number;
  readonly nodes: readonly NodeView[];
  readonly resizeErrors: readonly string[];
  readonly autoscale?:
    | {
        readonly formula: string;
        /** ISO 8601 duration. */
        readonly interval: string;
        /** ISO 8601. */
        readonly evaluatedAt?: string | undefined;
        readonly results?: string | undefined;
        readonly error?: string | undefined;
      }
    | undefined;
  /** Samples since the server started, the oldest first, at most some hundreds. */
  readonly history: readonly PoolSample[];
  /** Cost per hour of the present nodes. */
  readonly costPerHour?: CostView | undefined;
}

export interface NodeNumbers {
  readonly dedicated: number;
  readonly spot: number;
}

export interface PoolSample {
  /** Milliseconds since 1970. */
  readonly ms: number;
  readonly current: NodeNumbers;
  readonly target: NodeNumbers;
  readonly activeTasks: number;
  readonly runningTasks: number;
}

export interface JobRow {
  readonly id: string;
  readonly state: string;
  readonly createdAt: string;
  readonly poolId: string;
  readonly priority: number;
  /** Whether `azbatch` submitted it. */
  readonly isRun: boolean;
  readonly counts?: StateCounts | undefined;
}

export interface JobView extends JobRow {
  readonly displayName?: string | undefined;
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  readonly endedBecause?: string | undefined;
  readonly metadata: readonly (readonly [name: string, value: string])[];
  readonly preparations: readonly {
    readonly nodeId: string;
    readonly state: string;
    readonly exitCode?: number | undefined;
  }[];
}

export interface ScheduleRow {
  readonly id: string;
  readonly state: string;
  readonly nextRunAt?: string | undefined;
  readonly recentJobId?: string | undefined;
}

export interface TaskQuery {
  readonly state?: "active" | "running" | "succeeded" | "failed" | undefined;
  /** Part of an id, a name, an input's name or a node's id. */
  readonly search?: string | undefined;
  readonly sort?: "id" | "state" | "seconds" | "node" | "started" | undefined;
  readonly descending?: boolean | undefined;
  /** Default: 0. */
  readonly offset?: number | undefined;
  /** Default: 100; at most 500. */
  readonly limit?: number | undefined;
}

export interface TaskPage {
  /** Tasks of the job. */
  readonly total: number;
  /** Tasks that match the query. */
  readonly matching: number;
  readonly tasks: readonly TaskRow[];
}

export interface TaskRow {
  readonly id: string;
  /** Name or first input; the id if it has neither. */
  readonly label: string;
  /** `active`, `preparing`, `running`, `succeeded`, `failed`. */
  readonly state: string;
  readonly exitCode?: number | undefined;
  readonly nodeId?: string | undefined;
  /** ISO 8601. */
  readonly startedAt?: string | undefined;
  readonly seconds?: number | undefined;
  readonly failure?: string | undefined;
}

export interface TaskDetail extends TaskRow {
  readonly commandLine: string;
  readonly inputs: readonly string[];
  readonly endedAt?: string | undefined;
  readonly retryCount: number;
  readonly requeueCount: number;
  /** Names of environment variables; their values may be secret. */
  readonly variables: readonly string[];
  readonly files: readonly TaskFileView[];
}

export interface TaskFileView {
  /** Path in `files/:path`. */
  readonly path: string;
  readonly bytes: number;
  readonly source: "node" | "storage";
}

export interface LogPart {
  /**
   * Position of `text` in the log. Bytes. A part that neither continues the part before nor has a gap, such as the first
   * one after a reconnection, replaces everything that the page shows.
   */
  readonly offset: number;
  /** Position of the byte after `text`. */
  readonly end: number;
  readonly text: string;
  /** Whether bytes between the part before and this one are left out because the log grows faster than it is shown. */
  readonly hasGap: boolean;
  /** Whether the task has ended and the log is complete. */
  readonly isComplete: boolean;
}
