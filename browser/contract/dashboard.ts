import type { LogPart } from "./dashboard-tasks.ts";

/**
 * Data and requests between the dashboard's server and its pages. All paths are below `/api/`. No answer contains a key or a SAS.
 *
 * - `GET events?topic=T&topic=U`: server-sent events, each a `TopicEvent`: the topic's value now and after each change.
 * - `GET jobs/:job/tasks?…`: a `TaskPage`; the query is a `TaskQuery`.
 * - `GET jobs/:job/tasks/:task`: a `TaskDetail`.
 * - `GET jobs/:job/tasks/:task/files/:path`: a file's content, from the node or from storage.
 * - `GET pools/:pool/nodes/:node/files/:path`: a file of the node, such as `startup/stderr.txt`.
 * - `GET runs/:job/report`: the run's report as a page, in a sandbox.
 * - `POST jobs/:job/cancel`, `POST runs/:job/retry`, `POST runs/:job/download`, `POST pools/:pool/evaluate`: an `ActionResult`.
 *
 * Path segments are percent-encoded; the slashes of a file's path are not. A POST has the body `{}` as
 * `application/json`; `evaluate` also takes `{ "formula": "…" }`, which is evaluated instead of the pool's and not applied. An answer with a status from 400 on is a `Problem`. The page uses paths relative to its address.
 *
 * A browser keeps at most six connections to an address, so a hidden page closes its stream of events.
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
  readonly failures: readonly {
    readonly cause: string;
    readonly count: number;
    /** Id of one of the tasks. */
    readonly sample: string;
    /** Label of this task. */
    readonly label: string;
  }[];
  /** Words after `npx azbatch` that submit the same work again. */
  readonly again?: string | undefined;
  /** Path of the run's folder on this machine, if it has been downloaded. */
  readonly folder?: string | undefined;
}

export interface Straggler {
  readonly taskId: string;
  readonly label: string;
  readonly nodeId: string;
  /** ISO 8601. */
  readonly startedAt: string;
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
  /** Samples since a page first subscribed to pools, the oldest first, at most some hundreds. */
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
