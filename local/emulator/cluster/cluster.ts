import type { Evaluation } from "../autoscale/evaluate-formula.ts";
import type { NodeFaults } from "../faults/faults.ts";
import { markPoolDeleting } from "../state/mark-pool-deleting.ts";
import type { Deallocation } from "../state/resource-types.ts";
import type { Store, StoredJob, StoredNode } from "../state/store.ts";
import type { TaskRow } from "../state/task-row.ts";
import { stackOf } from "../system/errors.ts";
import { createAlarm, type SetTimer } from "../time/alarm.ts";
import type { Clock } from "../time/clock.ts";
import { followFormula, tryFormula, workArrived } from "./autoscale.ts";
import type { BlobAccess } from "./blob-access.ts";
import { removeTaskFiles, watchJob, watchRetention } from "./deadlines.ts";
import { createDispatcher, poolOf } from "./dispatcher.ts";
import { endRuns } from "./end-runs.ts";
import { advanceJob } from "./job-life.ts";
import { advanceSchedule } from "./job-schedule-life.ts";
import { createLauncher } from "./launcher.ts";
import { bootNode, deallocateNode, disableNode, enableNode, restartNode } from "./node-commands.ts";
import { startNode } from "./node-life.ts";
import type { Ending } from "./outcome.ts";
import { deletePool, resizePool } from "./pool-life.ts";
import { recover } from "./recover.ts";
import { runTask } from "./run-task.ts";
import { isClosing, type NodeRuntime, type PoolRuntime, type Room } from "./runtime.ts";
import { holdSamples, noteChange } from "./sampling.ts";
import { createPause } from "./transfer.ts";
import { retryingAlarm, untilSaved } from "./until-saved.ts";

/**
 * The nodes and what runs on them. Whoever changed the database tells it so, after the commit; it then does what the
 * database now asks for.
 */
export interface Cluster {
  /** A pool was added. */
  addPool(pool: number): void;
  /** The pool's targets have changed, or nodes are to leave; its allocation state is `resizing`. */
  resizePool(pool: number): void;
  /** The pool's allocation state is `stopping`. */
  stopResize(pool: number): void;
  /** The pool's formula or its interval was set, or taken away. */
  autoScaleChanged(pool: number): void;
  /** What a formula says of the pool now; undefined if it is gone. */
  tryFormula(pool: number, formula: string): Evaluation | undefined;
  /** The pool's state is `deleting`. Resolves when all of it is gone. */
  deletePool(pool: number): Promise<void>;
  /** A job was added or changed, or tasks were added to it. */
  jobChanged(job: number): void;
  /** Ends a task that is placed; resolves when that is in the database, at once if it is not placed. */
  endTask(task: number, ending: Ending): Promise<void>;
  /** Removes the directory of a task on the node where it was last. */
  removeFiles(task: TaskRow): Promise<void>;
  /** The node says `rebooting` or `reimaging`. */
  restartNode(node: StoredNode, how: { option: Deallocation; reimage: boolean }): void;
  /** The node says `deallocating`; the option is for its tasks. */
  deallocateNode(node: StoredNode, option: Deallocation): void;
  /** The node was deallocated, and says `starting`. */
  startNode(node: StoredNode): void;
  /** The node's scheduling state has changed; the option is for its tasks. */
  scheduleNode(node: StoredNode, option?: Deallocation): void;
  /** A job schedule was added or changed. */
  scheduleChanged(schedule: number): void;
  /** What lives only in memory of a node. */
  node(pool: number, id: string): Readonly<NodeRuntime> | undefined;
  /** Ends all processes. The tasks that ran are given back. */
  close(): Promise<void>;
}

interface ClusterOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly now: () => Date;
  readonly setTimer?: SetTimer;
  readonly dir: string;
  readonly endpoint: () => string;
  readonly prepareNode: (node: { sharedDir: string }) => Promise<void>;
  readonly log: (line: string) => void;
  readonly blobAccess?: BlobAccess;
  readonly faults?: NodeFaults;
}

/** Brings up what the database has. */
export const startCluster = async (options: ClusterOptions): Promise<Cluster> => {
  const room = createRoom(options);
  const { store } = room;
  await recover(room);
  for (const pool of store.pools.where({ sql: "TRUE", values: [] })) openPool(room, pool.seq);
  for (const job of unfinished(store)) jobChanged(room, job.seq);
  for (const schedule of store.schedules.where({ sql: "TRUE", values: [] }))
    advanceSchedule(room, schedule.seq);
  watchRetention(room);
  return {
    addPool: (pool) => openPool(room, pool),
    resizePool: (pool) => queueResize(room, pool),
    stopResize: (pool) => room.pools.get(pool)?.stopResize?.(),
    autoScaleChanged: (pool) => followFormula(room, pool),
    tryFormula: (pool, formula) => tryFormula(room, pool, formula),
    deletePool: (pool) => deletePool(room, pool),
    jobChanged: (job) => jobChanged(room, job),
    endTask: async (task, ending) => {
      const run = room.runs.get(task);
      if (run !== undefined) await endRuns([run], ending);
    },
    scheduleChanged: (schedule) => advanceSchedule(room, schedule),
    removeFiles: (task) => removeTaskFiles(room, task),
    restartNode: (node, how) => onNode(room, node, (runtime) => restartNode(room, runtime, how)),
    deallocateNode: (node, option) => onNode(room, node, (runtime) => deallocateNode(room, runtime, option)),
    startNode: (node) => onNode(room, node, (runtime) => bootNode(room, runtime)),
    scheduleNode: (node, option = "requeue") =>
      onNode(room, node, (runtime) =>
        node.doc.schedulingState === "enabled"
          ? enableNode(room, runtime)
          : disableNode(room, runtime, option),
      ),
    node: (pool, id) => room.pools.get(pool)?.nodes.get(id),
    close: () => close(room),
  };
};

const createRoom = (options: ClusterOptions): Room => {
  const advancing = new Set<number>();
  const alarm = retryingAlarm(createAlarm(options.now, options.setTimer), options);
  const room: Room = {
    ...options,
    alarm,
    pause: createPause({ alarm, clock: options.clock }),
    launcher: createLauncher(options),
    pools: new Map(),
    runs: new Map(),
    closing: new AbortController(),
    nextExpiry: { at: Number.POSITIVE_INFINITY },
    // The two know each other: what was placed is run, what has run is told.
    get dispatcher() {
      return dispatcher;
    },
    advance: (job) => {
      if (advancing.has(job)) return;
      advancing.add(job);
      untilSaved(room, room.closing.signal, () => advanceJob(room, job))
        .catch(room.onBug)
        .finally(() => advancing.delete(job));
    },
    jobChanged: (job) => jobChanged(room, job),
    openPool: (pool) => openPool(room, pool),
    deletePool: (pool) => {
      markPoolDeleting(room, pool);
      deletePool(room, pool).catch(room.onBug);
    },
    onBug: (error) => {
      if (!isClosing(room)) options.log(`internal error: ${stackOf(error)}`);
    },
  };
  const dispatcher = createDispatcher(room, (run) => {
    run.work = runTask(room, run).then(() => dispatcher.finish(run));
  });
  return room;
};

const unfinished = (store: Store): StoredJob[] =>
  store.jobs.where({ sql: "state <> 'completed'", values: [] });

const openPool = (room: Room, seq: number): void => {
  const { store } = room;
  const pool = store.pools.get(seq);
  if (pool === undefined) return;
  const runtime = newPoolRuntime(seq);
  room.pools.set(seq, runtime);
  for (const node of store.nodes.where({ sql: "parent = ?", values: [seq] })) startNode(room, pool, node);
  const waiting = "parent = ? AND pool = ? AND state = 'active'";
  for (const job of store.jobs.where({ sql: waiting, values: [pool.parent, pool.doc.id] }))
    room.dispatcher.wakeJob(job.seq);
  if (pool.doc.state === "deleting") deletePool(room, seq).catch(room.onBug);
  else if (pool.doc.allocationState !== "steady") queueResize(room, seq);
  noteChange(room, runtime);
  followFormula(room, seq);
  workArrived(room, runtime);
};

const newPoolRuntime = (seq: number): PoolRuntime => ({
  seq,
  nodes: new Map(),
  ready: new Set(),
  resizing: Promise.resolve(),
  sampling: { isDue: false, isWatched: false, isAsking: false },
});

const queueResize = (room: Room, seq: number): void => {
  const pool = room.pools.get(seq);
  if (pool === undefined) return;
  pool.resizing = pool.resizing
    .then(() => untilSaved(room, room.closing.signal, () => resizePool(room, seq)))
    .catch(room.onBug);
};

const jobChanged = (room: Room, seq: number): void => {
  const job = room.store.jobs.get(seq);
  if (job === undefined) return;
  watchJob(room, job);
  if (job.doc.state === "active") room.dispatcher.wakeJob(seq);
  room.dispatcher.checkJob(seq);
  const pool = poolOf(room, seq);
  noteChange(room, pool);
  workArrived(room, pool);
};

const onNode = (room: Room, node: StoredNode, act: (runtime: NodeRuntime) => void | Promise<void>): void => {
  const runtime = room.pools.get(node.parent)?.nodes.get(node.doc.id);
  if (runtime !== undefined) untilSaved(room, room.closing.signal, () => act(runtime)).catch(room.onBug);
};

const longestDeletion = 10_000;

const close = async (room: Room): Promise<void> => {
  // What has begun to go is not left half gone, and who waits for it is told; unless the disk is full.
  const going = [...room.pools.values()].map(({ deleting }) => deleting);
  await Promise.race([Promise.allSettled(going), room.pause(longestDeletion, room.closing.signal)]);
  room.closing.abort();
  room.alarm.close();
  const nodes = [...room.pools.values()].flatMap((pool) => [...pool.nodes.values()]);
  const runs = [...room.runs.values()];
  for (const node of nodes) node.life.abort();
  for (const run of runs) run.abort.abort();
  await Promise.all([
    ...nodes.map((node) => node.boot),
    ...nodes.flatMap((node) => [...node.preparations.values()].map(({ done }) => done)),
    ...runs.map((run) => run.work),
  ]);
  await room.launcher.close();
  holdSamples(room);
  await recover(room);
};
