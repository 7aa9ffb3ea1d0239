import type { NodeFaults } from "../faults/faults.ts";
import type { Store } from "../state/store.ts";
import type { TaskRow } from "../state/task-row.ts";
import type { TaskDefinition } from "../state/task-types.ts";
import type { Alarm } from "../time/alarm.ts";
import type { Clock } from "../time/clock.ts";
import type { Pace } from "../time/pace.ts";
import { newAbort } from "./abort.ts";
import type { Attempt } from "./attempt.ts";
import type { BlobAccess, NodeBlobs } from "./blob-access.ts";
import type { Launcher } from "./launcher.ts";
import type { Ending } from "./outcome.ts";
import type { Pause } from "./transfer.ts";

/**
 * Everything the cluster's functions use; each function takes a `Pick` of it. The database is the source of truth; the maps
 * contain what lasts only as long as the process.
 */
export interface ClusterContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly now: () => Date;
  readonly alarm: Alarm;
  readonly launcher: Launcher;
  /** Directory of the service's state and nodes. */
  readonly dir: string;
  /** URL of the service without a trailing slash. Called only when the server listens. */
  readonly endpoint: () => string;
  readonly prepareNode: (node: { sharedDir: string }) => Promise<void>;
  readonly log: (line: string) => void;
  readonly blobAccess?: BlobAccess;
  /** Waits between two attempts of a transfer. */
  readonly pause: Pause;
  readonly pace: Pace;
  readonly faults?: NodeFaults;
  /** By the pool's database key. */
  readonly pools: Map<number, PoolRuntime>;
  /** Attempts of tasks that are on a node, by the task's database key. */
  readonly runs: Map<number, Run>;
  /** Aborted when the service closes. */
  readonly closing: AbortController;
  readonly dispatcher: Dispatcher;
  /** Continues to disable, terminate or delete a job. */
  advance(job: number): void;
  /** Acts on a job that was added or changed. */
  jobChanged(job: number): void;
  /** Starts the nodes of an added pool. */
  openPool(pool: number): void;
  /** Deletes the pool of a job or schedule that has ended, with its nodes and their files. */
  deletePool(pool: number): void;
  /** Brings a pool's nodes to its targets. */
  resize(pool: number): Promise<void>;
  /** Removes tasks' files when their retention is over: at this time in microseconds, or the next one in the database. */
  watchRetention(expires?: number): void;
  /** Logs an unexpected error with its stack. */
  onBug(error: unknown): void;
}

export interface PoolRuntime {
  readonly seq: number;
  /** By id. */
  readonly nodes: Map<string, NodeRuntime>;
  /** Database keys of jobs that may have a task to start. */
  readonly ready: Set<number>;
  /** The last resize in the queue: resizes of a pool run one after the other. */
  resizing: Promise<void>;
  /** Resolves when the pool and its nodes are removed. */
  deleting?: Promise<void>;
  /** Aborted to remove a pool that is being deleted immediately, whatever the pace. */
  readonly hurry: AbortController;
  /** Ends the current resize before its nodes have been allocated or have left. */
  stopResize?: () => void;
  readonly sampling: Sampling;
}

export const newPoolRuntime = (seq: number): PoolRuntime => ({
  seq,
  nodes: new Map(),
  ready: new Set(),
  resizing: Promise.resolve(),
  hurry: newAbort(),
  sampling: { isDue: false, isWatched: false, isAsking: false },
});

/** State of a pool's autoscale sampling. */
interface Sampling {
  /** Whether a sample is due at the end of the current half minute. */
  isDue: boolean;
  /** Whether every change since the last sample is known, so that the sample is valid until now. */
  isWatched: boolean;
  /** Whether an evaluation for newly arrived work is scheduled: the pool has no node. */
  isAsking: boolean;
}

export interface NodeRuntime {
  readonly seq: number;
  readonly id: string;
  readonly pool: number;
  readonly dir: string;
  readonly slots: number;
  /** Environment variables of each process on the node. */
  readonly environment: Readonly<Record<string, string>>;
  readonly blobs: NodeBlobs;
  used: number;
  readonly runs: Set<Run>;
  /** Tasks since the node was allocated. */
  readonly totals: { run: number; succeeded: number };
  /** Database keys of the last tasks that completed on the node since the service started, newest first. */
  readonly recent: number[];
  /** Whether the node takes tasks: it is up and its scheduling is enabled. */
  accepts: boolean;
  /** Database keys of jobs whose preparation task failed on the node. */
  readonly refuses: Set<number>;
  /** By the job's database key; `done` resolves to whether the job's tasks may start on the node. */
  readonly preparations: Map<number, { readonly done: Promise<boolean>; readonly abort: AbortController }>;
  /** Aborted when the node reboots or is removed, which ends its start, preparation and release tasks. */
  life: AbortController;
  /** Resolves when the node has booted, start task included; `life` ends it. */
  boot: Promise<void>;
}

/** One attempt of a task on a node, from placement to result. */
export interface Run {
  /** The task's row in the database. */
  task: TaskRow;
  readonly definition: TaskDefinition;
  readonly node: NodeRuntime;
  readonly abort: AbortController;
  /** Why the attempt was aborted. */
  ending?: Ending;
  /** `refused` if the job's preparation task failed on the node. */
  result?: Attempt | "refused";
  /** Resolves when its processes have ended. */
  work: Promise<void>;
  /** Resolves when the database contains its result. */
  readonly settled: Promise<void>;
  readonly settle: () => void;
}

/** Moves tasks between the queue and the nodes. Everything since the last turn is one transaction. */
export interface Dispatcher {
  /** Starts the job's tasks that fit. */
  wakeJob(job: number): void;
  /** Starts tasks on the pool's free slots. */
  wakePool(pool: number): void;
  /** Ends the job if all its tasks are completed and it asks for that. */
  checkJob(job: number): void;
  /** Frees the slots of an attempt and saves its result. */
  finish(run: Run): void;
}

export const isClosing = (context: Pick<ClusterContext, "closing">): boolean =>
  context.closing.signal.aborted;
