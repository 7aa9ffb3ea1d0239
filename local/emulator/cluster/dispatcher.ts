import type { TaskRow } from "../state/task-row.ts";
import { messageOf } from "../system/errors.ts";
import { completeRun, saveNodeStates, terminateIfComplete } from "./complete-run.ts";
import { placeTasks } from "./place-tasks.ts";
import {
  type ClusterContext,
  type Dispatcher,
  isClosing,
  type NodeRuntime,
  type PoolRuntime,
  type Run,
} from "./runtime.ts";
import { noteChange, type SamplingContext } from "./sampling.ts";

type DispatcherContext = SamplingContext &
  Pick<
    ClusterContext,
    "clock" | "pace" | "pools" | "runs" | "closing" | "log" | "advance" | "watchRetention"
  >;

/** Work for the next turn. */
interface Backlog {
  scheduled: boolean;
  finished: Run[];
  readonly pools: Set<number>;
  readonly jobs: Set<number>;
}

const retryMillis = 1000;

/** `launch` is called for each attempt that a turn has placed. */
export const createDispatcher = (context: DispatcherContext, launch: (run: Run) => void): Dispatcher => {
  const backlog: Backlog = { scheduled: false, finished: [], pools: new Set(), jobs: new Set() };
  const schedule = (): void => {
    if (backlog.scheduled || isClosing(context)) return;
    backlog.scheduled = true;
    setImmediate(() => {
      backlog.scheduled = false;
      if (isClosing(context)) return;
      const started = turn(context, backlog);
      if (started === undefined) setTimeout(schedule, retryMillis).unref();
      else started.forEach(launch);
    });
  };
  const waking = new Set<number>();
  const wakeJob = (job: number): void => {
    const pool = poolOf(context, job);
    if (pool === undefined) return;
    pool.ready.add(job);
    backlog.pools.add(pool.seq);
    schedule();
  };
  return {
    wakeJob: (job) => {
      const millis = context.pace("startTask");
      if (millis === 0) wakeJob(job);
      // A later task doesn't delay those that are waiting.
      else if (!waking.has(job)) {
        waking.add(job);
        context.alarm.set(`wake job ${job}`, context.now().getTime() + millis, () => {
          waking.delete(job);
          wakeJob(job);
        });
      }
    },
    wakePool: (pool) => {
      backlog.pools.add(pool);
      schedule();
    },
    checkJob: (job) => {
      backlog.jobs.add(job);
      schedule();
    },
    finish: (run) => {
      freeSlots(run);
      backlog.finished.push(run);
      context.pools.get(run.node.pool)?.ready.add(run.task.job);
      backlog.pools.add(run.node.pool);
      backlog.jobs.add(run.task.job);
      schedule();
    },
  };
};

/** Returns the pool that a job runs on; undefined if it doesn't exist. */
export const poolOf = (
  context: Pick<ClusterContext, "store" | "pools">,
  job: number,
): PoolRuntime | undefined => {
  const stored = context.store.jobs.get(job);
  const poolId = stored?.doc.executionInfo.poolId;
  if (stored === undefined || poolId === undefined) return undefined;
  const pool = context.store.pools.find(stored.parent, poolId);
  return pool && context.pools.get(pool.seq);
};

/** Returns the placed attempts; undefined if the database could not be written, in which case nothing has changed. */
const turn = (context: DispatcherContext, backlog: Backlog): Run[] | undefined => {
  const settling = backlog.finished.splice(0);
  const started: Run[] = [];
  let settled: [Run, TaskRow | undefined][] = [];
  try {
    context.store.transaction(() => {
      settled = settling.map((run) => [run, completeRun(context, run)]);
      for (const pool of backlog.pools) placeTasks(context, pool, started);
      saveNodeStates(context, [...settling, ...started]);
      for (const job of backlog.jobs) terminateIfComplete(context, job);
    });
  } catch (error) {
    for (const run of started) undo(context, run);
    for (const run of settling) context.pools.get(run.node.pool)?.ready.add(run.task.job);
    backlog.finished.unshift(...settling);
    context.log(`cannot save state, retrying: ${messageOf(error)}`);
    return undefined;
  }
  const jobs = [...backlog.jobs];
  for (const pool of backlog.pools) noteChange(context, context.pools.get(pool));
  backlog.pools.clear();
  backlog.jobs.clear();
  for (const [run, task] of settled) conclude(context, run, task);
  for (const job of jobs) if (context.store.jobs.get(job)?.doc.state !== "active") context.advance(job);
  return started;
};

const freeSlots = (run: Run): void => {
  run.node.used -= run.task.slots;
  run.node.runs.delete(run);
};

const undo = (context: Pick<ClusterContext, "runs">, run: Run): void => {
  freeSlots(run);
  context.runs.delete(run.task.seq);
};

/** Updates memory after the attempt's result was saved. */
const conclude = (
  context: Pick<ClusterContext, "runs" | "watchRetention">,
  run: Run,
  task: TaskRow | undefined,
): void => {
  // A requeued task may have been placed again in the same turn.
  if (context.runs.get(run.task.seq) === run) context.runs.delete(run.task.seq);
  if (task !== undefined) run.task = task;
  if (task?.expires) context.watchRetention(task.expires);
  if (task?.state === "completed") remember(run.node, task.seq);
  if (task?.result === "success") run.node.totals.succeeded++;
  run.settle();
};

/** Number of completed tasks that a node reports. */
const mostRecent = 10;

const remember = ({ totals, recent }: NodeRuntime, task: number): void => {
  totals.run++;
  recent.unshift(task);
  recent.splice(mostRecent);
};
