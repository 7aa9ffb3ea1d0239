import type { NodeFaults } from "../faults/faults.ts";
import type { Store } from "../state/store.ts";
import type { TaskRow } from "../state/task-row.ts";
import type { TaskDefinition } from "../state/task-types.ts";
import type { Alarm } from "../time/alarm.ts";
import type { Clock } from "../time/clock.ts";
import type { Attempt } from "./attempt.ts";
import type { BlobAccess, NodeBlobs } from "./blob-access.ts";
import type { Launcher } from "./launcher.ts";
import type { Ending } from "./outcome.ts";
import type { Pause } from "./transfer.ts";

/** What the nodes' room works with. The database is the truth; the maps hold what lives only as long as the process. */
export interface Room {
  readonly store: Store;
  readonly clock: Clock;
  readonly now: () => Date;
  readonly alarm: Alarm;
  readonly launcher: Launcher;
  /** The service's directory. */
  readonly dir: string;
  /** Known once the server listens. */
  readonly endpoint: () => string;
  readonly prepareNode: (node: { sharedDir: string }) => Promise<void>;
  readonly log: (line: string) => void;
  readonly blobAccess?: BlobAccess;
  /** Between two tries of a transfer. */
  readonly pause: Pause;
  readonly faults?: NodeFaults;
  /** By the pool's key. */
  readonly pools: Map<number, PoolRuntime>;
  /** Tasks that are placed, by their key. */
  readonly runs: Map<number, Run>;
  /** Aborted when the service closes. */
  readonly closing: AbortController;
  /** The next time that retention is looked at, in microseconds. */
  readonly nextExpiry: { at: number };
  readonly dispatcher: Dispatcher;
  /** A job that is disabling, terminating or deleting is to go on with that. */
  advance(job: number): void;
  /** A job was added or changed. */
  jobChanged(job: number): void;
  /** A pool was added. */
  openPool(pool: number): void;
  /** A pool is to go, with all that is on it. */
  deletePool(pool: number): void;
  onBug(error: unknown): void;
}

export interface PoolRuntime {
  readonly seq: number;
  /** By id. */
  readonly nodes: Map<string, NodeRuntime>;
  /** Jobs that may have a task to start. */
  readonly ready: Set<number>;
  /** One resize after another. */
  resizing: Promise<void>;
  /** Resolves when all of it is gone. */
  deleting?: Promise<void>;
  /** Ends the resize that is going on. */
  stopResize?: () => void;
  readonly sampling: Sampling;
}

/** What is under way for a pool's autoscale formula. */
interface Sampling {
  /** A sample is taken at the end of this half minute. */
  isDue: boolean;
  /** A sample was taken, and whatever changes since is known: the pool's last one holds until now. */
  isWatched: boolean;
  /** It has no node, and its formula will be asked for one. */
  isAsking: boolean;
}

export interface NodeRuntime {
  readonly seq: number;
  readonly id: string;
  readonly pool: number;
  readonly dir: string;
  readonly slots: number;
  /** What each process on it sees. */
  readonly environment: Readonly<Record<string, string>>;
  readonly blobs: NodeBlobs;
  used: number;
  readonly runs: Set<Run>;
  /** Tasks since it is there. */
  readonly totals: { run: number; succeeded: number };
  /** Keys of the last tasks that completed on it, the newest first; not known of the time before a restart. */
  readonly recent: number[];
  /** It is up, and a user lets it take tasks. */
  accepts: boolean;
  /** Jobs whose preparation task failed on it. */
  readonly refuses: Set<number>;
  /** By the job's key: whether its tasks may start here. */
  readonly preparations: Map<number, { readonly done: Promise<boolean>; readonly abort: AbortController }>;
  /** Aborted when it reboots or goes: the end of its start, preparation and release tasks. */
  life: AbortController;
  /** Its start task and what else it does by itself; `life` ends it. */
  boot: Promise<void>;
}

/** One attempt of a task on a node, from its placement to its result. */
export interface Run {
  /** As it is in the database. */
  task: TaskRow;
  readonly definition: TaskDefinition;
  readonly node: NodeRuntime;
  readonly abort: AbortController;
  /** Why it was aborted. */
  ending?: Ending;
  /** `refused`: its job's preparation task failed on the node. */
  result?: Attempt | "refused";
  /** Resolves when its processes are gone. */
  work: Promise<void>;
  /** Resolves when its result is in the database. */
  readonly settled: Promise<void>;
  readonly settle: () => void;
}

/** Moves tasks between the queue and the nodes. All that happened since the last turn is one transaction. */
export interface Dispatcher {
  /** The job may have tasks to start. */
  wakeJob(job: number): void;
  /** The pool may have room. */
  wakePool(pool: number): void;
  /** The job may be through. */
  checkJob(job: number): void;
  /** The run has its result; its slots are free. */
  finish(run: Run): void;
}

export const isClosing = (room: Room): boolean => room.closing.signal.aborted;
