import type { Store, StoredJob } from "../batch/state/store.ts";
import type { Clock } from "../batch/time.ts";
import type { NodeFaults } from "../faults/faults.ts";
import { createAlarm } from "./alarm.ts";
import { watchJob, watchRetention } from "./deadlines.ts";
import { createDispatcher } from "./dispatcher.ts";
import { endRuns } from "./end-runs.ts";
import { advanceJob } from "./job-life.ts";
import { createLauncher } from "./launcher.ts";
import { startNode } from "./node-life.ts";
import type { Ending } from "./outcome.ts";
import { type Deallocation, deletePool, resizePool } from "./pool-life.ts";
import { recover } from "./recover.ts";
import { runTask } from "./run-task.ts";
import { isClosing, type NodeRuntime, type Room, type Run } from "./runtime.ts";

/**
 * The nodes and what runs on them. Whoever changed the database tells it so, after the commit; it then does what the
 * database now asks for.
 */
export interface Cluster {
  /** A pool was added. */
  addPool(pool: number): void;
  /** The pool's targets have changed, or nodes are to leave; its allocation state is `resizing`. */
  resizePool(pool: number, how?: { deallocation?: Deallocation; leaving?: ReadonlySet<string> }): void;
  /** The pool's state is `deleting`. Resolves when all of it is gone. */
  deletePool(pool: number): Promise<void>;
  /** A job was added or changed, or tasks were added to it. */
  jobChanged(job: number): void;
  /** Ends a task that is placed; resolves when that is in the database, at once if it is not placed. */
  endTask(task: number, ending: Ending): Promise<void>;
  /** What lives only in memory of a node. */
  node(pool: number, id: string): Readonly<NodeRuntime> | undefined;
  /** Ends all processes. The tasks stay placed in the database: the next start gives them back. */
  close(): Promise<void>;
}

export interface ClusterOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly now: () => Date;
  readonly dir: string;
  readonly endpoint: () => string;
  readonly prepareNode: (node: { sharedDir: string }) => Promise<void>;
  readonly log: (line: string) => void;
  readonly faults?: NodeFaults;
}

/** Brings up what the database has. */
export const startCluster = async (options: ClusterOptions): Promise<Cluster> => {
  const { store, log } = options;
  const room: Room = {
    ...options,
    alarm: createAlarm(options.now),
    launcher: createLauncher(log),
    pools: new Map(),
    runs: new Map(),
    closing: new AbortController(),
    nextExpiry: { at: Number.POSITIVE_INFINITY },
    wakePool: (pool) => dispatcher.wakePool(pool),
  };
  const onBug = (error: unknown) => {
    if (!isClosing(room)) log(`internal error: ${error instanceof Error ? error.stack : error}`);
  };
  const launch = (run: Run) => {
    run.work = runTask(room, run).then(() => dispatcher.finish(run));
    run.work.catch(onBug);
  };
  const advancing = new Map<number, Promise<void>>();
  const advance = (job: number): void => {
    if (advancing.has(job)) return;
    const work = advanceJob(room, job)
      .catch(onBug)
      .finally(() => advancing.delete(job));
    advancing.set(job, work);
  };
  const dispatcher = createDispatcher(room, {
    launch,
    advanceJob: advance,
    expire: (at) => watchRetention(room, at),
  });
  const jobChanged = (seq: number): void => {
    const job = store.jobs.get(seq);
    if (job === undefined) return;
    watchJob(room, job, advance);
    if (job.doc.state === "active") dispatcher.wakeJob(seq);
    dispatcher.checkJob(seq);
  };
  const resize: Cluster["resizePool"] = (pool, how) => {
    const runtime = room.pools.get(pool);
    if (runtime === undefined) return;
    runtime.resizing = runtime.resizing.then(() => resizePool(room, pool, how)).catch(onBug);
  };
  const openPool = (seq: number): void => {
    const pool = store.pools.get(seq);
    if (pool === undefined) return;
    room.pools.set(seq, { seq, nodes: new Map(), ready: new Set(), resizing: Promise.resolve() });
    for (const node of store.nodes.where({ sql: "parent = ?", values: [seq] })) startNode(room, pool, node);
    const waiting = {
      sql: "parent = ? AND pool = ? AND state = 'active'",
      values: [pool.parent, pool.doc.id],
    };
    for (const job of store.jobs.where(waiting)) dispatcher.wakeJob(job.seq);
    if (pool.doc.state === "deleting") deletePool(room, seq).catch(onBug);
    else resize(seq);
  };

  await recover(room);
  for (const pool of store.pools.where({ sql: "TRUE", values: [] })) openPool(pool.seq);
  for (const job of unfinished(store)) jobChanged(job.seq);
  watchRetention(room);

  return {
    addPool: openPool,
    resizePool: resize,
    deletePool: (pool) => deletePool(room, pool),
    jobChanged,
    endTask: async (task, ending) => {
      const run = room.runs.get(task);
      if (run !== undefined) await endRuns([run], ending);
    },
    node: (pool, id) => room.pools.get(pool)?.nodes.get(id),
    close: async () => {
      room.closing.abort();
      room.alarm.close();
      const nodes = [...room.pools.values()].flatMap((pool) => [...pool.nodes.values()]);
      for (const node of nodes) node.life.abort();
      for (const run of room.runs.values()) run.abort.abort();
      await Promise.all([
        ...nodes.map((node) => node.boot),
        ...nodes.flatMap((node) => [...node.preparations.values()].map(({ done }) => done)),
        ...[...room.runs.values()].map((run) => run.work),
      ]);
      await room.launcher.close();
      await recover(room);
    },
  };
};

const unfinished = (store: Store): StoredJob[] =>
  store.jobs.where({ sql: "state <> 'completed'", values: [] });
