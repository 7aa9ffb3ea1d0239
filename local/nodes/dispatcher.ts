import type { TaskRow } from "../batch/state/tasks.ts";
import { isClosing, type PoolRuntime, type Room, type Run } from "./runtime.ts";
import { schedule } from "./schedule.ts";
import { saveNodeStates, settle, terminateIfComplete } from "./settle.ts";

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

const retryMillis = 1000;

export const createDispatcher = (
  room: Room,
  act: {
    /** Starts what was placed. */
    readonly launch: (run: Run) => void;
    /** A job that is not active has changed: whoever ends it may go on. */
    readonly advanceJob: (job: number) => void;
    /** A completed task's files are to go at that time. */
    readonly expire: (micros: number) => void;
  },
): Dispatcher => {
  let scheduled = false;
  let finished: Run[] = [];
  const pools = new Set<number>();
  const jobs = new Set<number>();

  const soon = (): void => {
    if (scheduled || isClosing(room)) return;
    scheduled = true;
    setImmediate(turn);
  };

  const turn = (): void => {
    scheduled = false;
    if (isClosing(room)) return;
    const settling = finished;
    finished = [];
    const started: Run[] = [];
    let settled: [Run, TaskRow | undefined][] = [];
    try {
      room.store.transaction(() => {
        settled = settling.map((run) => [run, settle(room, run)]);
        for (const seq of pools) started.push(...schedule(room, seq));
        saveNodeStates(room, [...settling, ...started]);
        for (const job of jobs) terminateIfComplete(room, job);
      });
    } catch (error) {
      // A full disk, most likely: nothing of this turn has happened; it is tried again.
      for (const run of started) release(room, run);
      for (const run of settling) room.pools.get(run.node.pool)?.ready.add(run.task.job);
      finished = [...settling, ...finished];
      room.log(`state could not be saved, trying again: ${error instanceof Error ? error.message : error}`);
      setTimeout(soon, retryMillis).unref();
      return;
    }
    const checked = [...jobs];
    pools.clear();
    jobs.clear();
    for (const [run, task] of settled) {
      if (task !== undefined) note(run, task);
      if (task?.expires) act.expire(task.expires);
      // A task that goes back to the queue may have been placed again in this very turn.
      if (room.runs.get(run.task.seq) === run) room.runs.delete(run.task.seq);
      run.settle();
    }
    for (const run of started) act.launch(run);
    for (const job of checked) {
      if (room.store.jobs.get(job)?.doc.state !== "active") act.advanceJob(job);
    }
  };

  return {
    wakeJob: (job) => {
      const pool = poolOf(room, job);
      if (pool === undefined) return;
      pool.ready.add(job);
      pools.add(pool.seq);
      soon();
    },
    wakePool: (pool) => {
      pools.add(pool);
      soon();
    },
    checkJob: (job) => {
      jobs.add(job);
      soon();
    },
    finish: (run) => {
      finished.push(run);
      release(room, run, true);
      const pool = room.pools.get(run.node.pool);
      pool?.ready.add(run.task.job);
      pools.add(run.node.pool);
      jobs.add(run.task.job);
      soon();
    },
  };
};

/** Gives a run's slots back. One that has a result stays known until the result is in the database. */
const release = (room: Room, run: Run, hasResult = false): void => {
  run.node.used -= run.task.slots;
  run.node.runs.delete(run);
  if (!hasResult) room.runs.delete(run.task.seq);
};

/** The pool that a job runs on, if it is there. */
export const poolOf = (room: Room, job: number): PoolRuntime | undefined => {
  const stored = room.store.jobs.get(job);
  const poolId = stored?.doc.executionInfo.poolId;
  if (stored === undefined || poolId === undefined) return undefined;
  const pool = room.store.pools.find(stored.parent, poolId);
  return pool && room.pools.get(pool.seq);
};

const note = (run: Run, task: TaskRow): void => {
  run.task = task;
  if (task.state !== "completed") return;
  run.node.totals.run++;
  if (task.result === "success") run.node.totals.succeeded++;
};
