import type { Evaluation } from "../autoscale/evaluate-formula.ts";
import type { NodeFaults } from "../faults/faults.ts";
import { markPoolDeleting } from "../state/mark-pool-deleting.ts";
import type { Deallocation } from "../state/resource-types.ts";
import type { Store, StoredJob, StoredNode } from "../state/store.ts";
import type { TaskRow } from "../state/task-row.ts";
import { stackOf } from "../system/errors.ts";
import { createAlarm, type SetTimer } from "../time/alarm.ts";
import type { Clock } from "../time/clock.ts";
import type { Pace } from "../time/pace.ts";
import { evaluateFormula, evaluateForNewWork, followFormula } from "./autoscale.ts";
import type { BlobAccess } from "./blob-access.ts";
import { createRetentionWatch, removeTaskFiles, watchJob } from "./deadlines.ts";
import { deletePool } from "./delete-pool.ts";
import { createDispatcher, poolOf } from "./dispatcher.ts";
import { endRuns } from "./end-runs.ts";
import { createIdleLauncher } from "./idle-launcher.ts";
import { advanceJob } from "./job-life.ts";
import { advanceJobSchedule } from "./job-schedule-life.ts";
import { createLauncher } from "./launcher.ts";
import { bootNode, deallocateNode, disableNode, enableNode, restartNode } from "./node-commands.ts";
import { startNode } from "./node-life.ts";
import type { Ending } from "./outcome.ts";
import { resizePool } from "./pool-life.ts";
import { recover } from "./recover.ts";
import { runTask } from "./run-task.ts";
import { type ClusterContext, isClosing, type NodeRuntime, newPoolRuntime } from "./runtime.ts";
import { holdSamples, noteChange } from "./sampling.ts";
import { createPause } from "./transfer.ts";
import { retryingAlarm, untilSaved } from "./until-saved.ts";

/**
 * Nodes and the processes on them. The database is the source of truth: an operation commits a change, then calls the
 * method for it, and the cluster acts on what the database contains.
 */
export interface Cluster {
  /** Starts the nodes of an added pool. */
  addPool(pool: number): void;
  /** Resizes a pool whose allocation state is `resizing` to its targets, without the nodes marked as leaving. */
  resizePool(pool: number): void;
  /** Stops the resize of a pool whose allocation state is `stopping`. */
  stopResize(pool: number): void;
  /** Follows the pool's formula and interval after either was set or removed. */
  autoScaleChanged(pool: number): void;
  /** Evaluates a formula for the pool without applying the result. Returns undefined if the pool was deleted. */
  evaluateFormula(pool: number, formula: string): Evaluation | undefined;
  /** Deletes a pool whose state is `deleting`. Resolves when its nodes, their processes and files are removed; `hurry` ignores the pace. */
  deletePool(pool: number, how?: { readonly hurry?: boolean }): Promise<void>;
  /** Acts on a job that was added or changed, or that got tasks. */
  jobChanged(job: number): void;
  /** Ends a task that is on a node. Resolves when the database contains the result, at once if the task is on no node. */
  endTask(task: number, ending: Ending): Promise<void>;
  /** Removes the task's directory from the node that ran it last. */
  removeFiles(task: TaskRow): Promise<void>;
  /** Restarts a node whose state is `rebooting` or `reimaging`. */
  restartNode(node: StoredNode, how: { option: Deallocation; reimage: boolean }): void;
  /** Shuts down a node whose state is `deallocating`; `option` applies to its tasks. */
  deallocateNode(node: StoredNode, option: Deallocation): void;
  /** Boots a deallocated node whose state is `starting`. */
  startNode(node: StoredNode): void;
  /** Applies the node's changed scheduling state; `option` applies to its tasks. */
  scheduleNode(node: StoredNode, option?: Deallocation): void;
  /** Acts on a job schedule that was added or changed. */
  scheduleChanged(schedule: number): void;
  /** A node's state that is only in memory. */
  node(pool: number, id: string): Readonly<NodeRuntime> | undefined;
  /** Ends all processes and returns their tasks to the queue. */
  close(): Promise<void>;
}

interface ClusterOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly now: () => Date;
  readonly setTimer?: SetTimer;
  readonly pace: Pace;
  readonly dir: string;
  readonly endpoint: () => string;
  readonly prepareNode: (node: { sharedDir: string }) => Promise<void>;
  readonly log: (line: string) => void;
  readonly blobAccess?: BlobAccess;
  readonly faults?: NodeFaults;
  /** False: no task is executed. Default true. */
  readonly execute?: boolean;
}

/** Starts the pools, nodes, jobs and job schedules that the database contains. */
export const startCluster = async (options: ClusterOptions): Promise<Cluster> => {
  const context = createContext(options);
  const { store } = context;
  await recover(context);
  for (const pool of store.pools.where({ sql: "TRUE", values: [] })) openPool(context, pool.seq);
  // Pools that the caller provisions next may have their ids.
  await Promise.all([...context.pools.values()].map(({ deleting }) => deleting));
  for (const job of unfinished(store)) jobChanged(context, job.seq);
  for (const schedule of store.schedules.where({ sql: "TRUE", values: [] }))
    advanceJobSchedule(context, schedule.seq);
  context.watchRetention();
  return {
    addPool: (pool) => openPool(context, pool),
    resizePool: (pool) => queueResize(context, pool),
    stopResize: (pool) => context.pools.get(pool)?.stopResize?.(),
    autoScaleChanged: (pool) => followFormula(context, pool),
    evaluateFormula: (pool, formula) => evaluateFormula(context, pool, formula),
    deletePool: (pool, how) => deletePool(context, pool, how),
    jobChanged: (job) => jobChanged(context, job),
    endTask: async (task, ending) => {
      const run = context.runs.get(task);
      if (run !== undefined) await endRuns([run], ending);
    },
    scheduleChanged: (schedule) => advanceJobSchedule(context, schedule),
    removeFiles: (task) => removeTaskFiles(context, task),
    restartNode: (node, how) => onNode(context, node, (runtime) => restartNode(context, runtime, how)),
    deallocateNode: (node, option) =>
      onNode(context, node, (runtime) => deallocateNode(context, runtime, option)),
    startNode: (node) => onNode(context, node, (runtime) => bootNode(context, runtime, "startNode")),
    scheduleNode: (node, option = "requeue") =>
      onNode(context, node, (runtime) =>
        node.doc.schedulingState === "enabled"
          ? enableNode(context, runtime)
          : disableNode(context, runtime, option),
      ),
    node: (pool, id) => context.pools.get(pool)?.nodes.get(id),
    close: () => close(context),
  };
};

const createContext = (options: ClusterOptions): ClusterContext => {
  const advancing = new Set<number>();
  const alarm = retryingAlarm(createAlarm(options.now, options.setTimer), options);
  const context: ClusterContext = {
    ...options,
    alarm,
    pause: createPause({ alarm, clock: options.clock }),
    launcher: options.execute === false ? createIdleLauncher() : createLauncher(options),
    pools: new Map(),
    runs: new Map(),
    closing: new AbortController(),
    get watchRetention() {
      return watchRetention;
    },
    // The dispatcher starts tasks, and each finished task is reported to it.
    get dispatcher() {
      return dispatcher;
    },
    advance: (job) => {
      if (advancing.has(job)) return;
      advancing.add(job);
      untilSaved(context, context.closing.signal, () => advanceJob(context, job))
        .catch(context.onBug)
        .finally(() => advancing.delete(job));
    },
    jobChanged: (job) => jobChanged(context, job),
    openPool: (pool) => openPool(context, pool),
    deletePool: (pool) => {
      markPoolDeleting(context, pool);
      deletePool(context, pool, { transition: "deleteAutoPool" }).catch(context.onBug);
    },
    resize: (pool) => resizePool(context, pool),
    onBug: (error) => {
      if (!isClosing(context)) options.log(`internal error: ${stackOf(error)}`);
    },
  };
  const watchRetention = createRetentionWatch(context);
  const dispatcher = createDispatcher(context, (run) => {
    run.work = runTask(context, run).then(() => dispatcher.finish(run));
  });
  return context;
};

const unfinished = (store: Store): StoredJob[] =>
  store.jobs.where({ sql: "state <> 'completed'", values: [] });

const openPool = (context: ClusterContext, seq: number): void => {
  const { store } = context;
  const pool = store.pools.get(seq);
  if (pool === undefined) return;
  const runtime = newPoolRuntime(seq);
  context.pools.set(seq, runtime);
  for (const node of store.nodes.where({ sql: "parent = ?", values: [seq] })) startNode(context, pool, node);
  const waiting = "parent = ? AND pool = ? AND state = 'active'";
  for (const job of store.jobs.where({ sql: waiting, values: [pool.parent, pool.doc.id] }))
    context.dispatcher.wakeJob(job.seq);
  if (pool.doc.state === "deleting") deletePool(context, seq, { hurry: true }).catch(context.onBug);
  else if (pool.doc.allocationState !== "steady") queueResize(context, seq);
  noteChange(context, runtime);
  followFormula(context, seq);
  evaluateForNewWork(context, runtime);
};

const queueResize = (context: ClusterContext, seq: number): void => {
  const pool = context.pools.get(seq);
  if (pool === undefined) return;
  pool.resizing = pool.resizing
    .then(() => untilSaved(context, context.closing.signal, () => resizePool(context, seq)))
    .catch(context.onBug);
};

const jobChanged = (context: ClusterContext, seq: number): void => {
  const job = context.store.jobs.get(seq);
  if (job === undefined) return;
  watchJob(context, job);
  if (job.doc.state === "active") context.dispatcher.wakeJob(seq);
  context.dispatcher.checkJob(seq);
  const pool = poolOf(context, seq);
  noteChange(context, pool);
  evaluateForNewWork(context, pool);
};

const onNode = (
  context: Pick<ClusterContext, "pools" | "closing" | "log" | "pause" | "onBug">,
  node: StoredNode,
  act: (runtime: NodeRuntime) => void | Promise<void>,
): void => {
  const runtime = context.pools.get(node.parent)?.nodes.get(node.doc.id);
  if (runtime !== undefined)
    untilSaved(context, context.closing.signal, () => act(runtime)).catch(context.onBug);
};

const maxDeletionMs = 10_000;

const close = async (
  context: Pick<
    ClusterContext,
    "store" | "dir" | "pools" | "runs" | "alarm" | "now" | "pause" | "launcher" | "closing"
  >,
): Promise<void> => {
  // Finish deletions that have begun, so that their callers get an answer. On a full disk they can't finish.
  for (const pool of context.pools.values()) pool.hurry.abort();
  const going = [...context.pools.values()].map(({ deleting }) => deleting);
  await Promise.race([Promise.allSettled(going), context.pause(maxDeletionMs, context.closing.signal)]);
  context.closing.abort();
  context.alarm.close();
  const nodes = [...context.pools.values()].flatMap((pool) => [...pool.nodes.values()]);
  const runs = [...context.runs.values()];
  for (const node of nodes) node.life.abort();
  for (const run of runs) run.abort.abort();
  await Promise.all([
    ...nodes.map((node) => node.boot),
    ...nodes.flatMap((node) => [...node.preparations.values()].map(({ done }) => done)),
    ...runs.map((run) => run.work),
  ]);
  await context.launcher.close();
  holdSamples(context);
  await recover(context);
};
