import type { TaskRow } from "../state/task-row.ts";
import { messageOf } from "../system/errors.ts";
import { saveNodeStates, settle, terminateIfComplete } from "./complete-run.ts";
import { watchRetention } from "./deadlines.ts";
import { schedule } from "./place-tasks.ts";
import {
  type Dispatcher,
  isClosing,
  type NodeRuntime,
  type PoolRuntime,
  type Room,
  type Run,
} from "./runtime.ts";
import { noteChange } from "./sampling.ts";

/** What the next turn is to look at. */
interface Backlog {
  scheduled: boolean;
  finished: Run[];
  readonly pools: Set<number>;
  readonly jobs: Set<number>;
}

const retryMillis = 1000;

/** `launch` starts what was placed. */
export const createDispatcher = (room: Room, launch: (run: Run) => void): Dispatcher => {
  const backlog: Backlog = { scheduled: false, finished: [], pools: new Set(), jobs: new Set() };
  const soon = (): void => {
    if (backlog.scheduled || isClosing(room)) return;
    backlog.scheduled = true;
    setImmediate(() => {
      backlog.scheduled = false;
      if (isClosing(room)) return;
      const started = turn(room, backlog);
      if (started === undefined) setTimeout(soon, retryMillis).unref();
      else started.forEach(launch);
    });
  };
  return {
    wakeJob: (job) => {
      const pool = poolOf(room, job);
      if (pool === undefined) return;
      pool.ready.add(job);
      backlog.pools.add(pool.seq);
      soon();
    },
    wakePool: (pool) => {
      backlog.pools.add(pool);
      soon();
    },
    checkJob: (job) => {
      backlog.jobs.add(job);
      soon();
    },
    finish: (run) => {
      freeSlots(run);
      backlog.finished.push(run);
      room.pools.get(run.node.pool)?.ready.add(run.task.job);
      backlog.pools.add(run.node.pool);
      backlog.jobs.add(run.task.job);
      soon();
    },
  };
};

/** The pool that a job runs on, if it is there. */
export const poolOf = (room: Room, job: number): PoolRuntime | undefined => {
  const stored = room.store.jobs.get(job);
  const poolId = stored?.doc.executionInfo.poolId;
  if (stored === undefined || poolId === undefined) return undefined;
  const pool = room.store.pools.find(stored.parent, poolId);
  return pool && room.pools.get(pool.seq);
};

/** What was placed; undefined if the database could not be written: then nothing of this has happened. */
const turn = (room: Room, backlog: Backlog): Run[] | undefined => {
  const settling = backlog.finished.splice(0);
  const started: Run[] = [];
  let settled: [Run, TaskRow | undefined][] = [];
  try {
    room.store.transaction(() => {
      settled = settling.map((run) => [run, settle(room, run)]);
      for (const pool of backlog.pools) schedule(room, pool, started);
      saveNodeStates(room, [...settling, ...started]);
      for (const job of backlog.jobs) terminateIfComplete(room, job);
    });
  } catch (error) {
    for (const run of started) undo(room, run);
    for (const run of settling) room.pools.get(run.node.pool)?.ready.add(run.task.job);
    backlog.finished.unshift(...settling);
    room.log(`state could not be saved, it is tried again: ${messageOf(error)}`);
    return undefined;
  }
  const jobs = [...backlog.jobs];
  for (const pool of backlog.pools) noteChange(room, room.pools.get(pool));
  backlog.pools.clear();
  backlog.jobs.clear();
  for (const [run, task] of settled) conclude(room, run, task);
  for (const job of jobs) if (room.store.jobs.get(job)?.doc.state !== "active") room.advance(job);
  return started;
};

const freeSlots = (run: Run): void => {
  run.node.used -= run.task.slots;
  run.node.runs.delete(run);
};

const undo = (room: Room, run: Run): void => {
  freeSlots(run);
  room.runs.delete(run.task.seq);
};

/** The run's result is in the database. */
const conclude = (room: Room, run: Run, task: TaskRow | undefined): void => {
  // A task that goes back to the queue may have been placed again in this very turn.
  if (room.runs.get(run.task.seq) === run) room.runs.delete(run.task.seq);
  if (task !== undefined) run.task = task;
  if (task?.expires) watchRetention(room, task.expires);
  if (task?.state === "completed") remember(run.node, task.seq);
  if (task?.result === "success") run.node.totals.succeeded++;
  run.settle();
};

/** As many as a node tells of, running ones aside. */
const mostRecent = 10;

const remember = ({ totals, recent }: NodeRuntime, task: number): void => {
  totals.run++;
  recent.unshift(task);
  recent.splice(mostRecent);
};
