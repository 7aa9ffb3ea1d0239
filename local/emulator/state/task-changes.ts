import type { SQLInputValue } from "node:sqlite";
import type { Clock, Micros } from "../time/clock.ts";
import type { Database } from "./database.ts";
import type { Tallies } from "./tallies.ts";
import { bucketOf, type TaskRow, type TaskState, untouched } from "./task-row.ts";
import type { FailureInfo } from "./task-types.ts";

/** The final result of a task. */
export interface Completion {
  readonly exitCode?: number;
  readonly failure?: FailureInfo;
  /** Whether tasks that depend on it may start. */
  readonly satisfies: boolean;
  /** Time at which the task's directory is deleted. */
  readonly expires?: Micros;
}

/** Reason for which a task returns to the queue: it failed, a user asked for it, or its node was lost. */
type Return = "retry" | "requeue" | "lost";

/** Changes of tasks. Each updates the job's tally, returns the new row, and is to be called within a transaction. */
export interface TaskChanges {
  /** Adds an active task; `ready` unless it waits for another task. */
  insert(task: { job: number; id: string; doc: string; slots: number; ready: boolean }): TaskRow;
  place(task: TaskRow, place: { state: "preparing" | "running"; pool: number; node: string }): TaskRow;
  start(task: TaskRow): TaskRow;
  complete(task: TaskRow, completion: Completion): TaskRow;
  giveBack(task: TaskRow, why: Return): TaskRow;
  /** Makes a completed task active again, with all its retries. */
  reactivate(task: TaskRow, ready: boolean): TaskRow;
  /** Marks a task whose dependencies are satisfied. */
  setReady(seq: number): void;
  /** Replaces the definition, which changes the ETag. */
  define(task: TaskRow, doc: string): TaskRow;
  remove(task: TaskRow): void;
  /** Removes up to `limit` tasks of a job that is being deleted, and leaves its tally. Returns their number. */
  removeSome(job: number, limit: number): number;
  /** Clears the time at which the task's directory is deleted. */
  keep(seq: number): void;
}

interface Deps {
  readonly db: Database;
  readonly clock: Clock;
  readonly tallies: Tallies;
}

export const createTaskChanges = (deps: Deps): TaskChanges => ({
  ...creation(deps),
  ...transitions(deps),
});

const creation = ({
  db,
  clock,
  tallies,
}: Deps): Pick<TaskChanges, "insert" | "setReady" | "define" | "remove" | "removeSome" | "keep"> => ({
  insert: ({ job, id, doc, slots, ready }) => {
    const now = clock.now();
    const { key } = db.run(
      `INSERT INTO task (job, id, doc, state, ready, slots, created, modified, changed)
       VALUES (?, ?, ?, 'active', ?, ?, ?, ?, ?)`,
      ...[job, id, doc, Number(ready), slots, now, now, now],
    );
    tallies.add(job, "active", { tasks: 1, slots });
    const row = { seq: key, job, id, doc, ready: Number(ready), slots };
    return { ...untouched, ...row, created: now, modified: now, changed: now };
  },
  setReady: (seq) => {
    db.run("UPDATE task SET ready = 1 WHERE seq = ? AND state = 'active'", seq);
  },
  define: (task, doc) => update(db, task, { doc, modified: clock.now() }),
  remove: (task) => {
    db.run("DELETE FROM task WHERE seq = ?", task.seq);
    tallies.add(task.job, bucketOf(task), { tasks: -1, slots: -task.slots });
  },
  removeSome: (job, limit) =>
    db.run("DELETE FROM task WHERE seq IN (SELECT seq FROM task WHERE job = ? LIMIT ?)", job, limit).changes,
  keep: (seq) => {
    db.run("UPDATE task SET expires = NULL WHERE seq = ?", seq);
  },
});

const transitions = (
  deps: Deps,
): Pick<TaskChanges, "place" | "start" | "complete" | "giveBack" | "reactivate"> => {
  const { clock } = deps;
  return {
    place: (task, { state, pool, node }) => {
      const now = clock.now();
      const started = state === "running" ? { started: now } : {};
      return move(deps, task, { now, state, ready: 0, pool, node, ...started });
    },
    start: (task) => {
      const now = clock.now();
      return move(deps, task, { now, state: "running", started: now });
    },
    complete: (task, { exitCode = null, failure, satisfies, expires = null }) => {
      const now = clock.now();
      const result = failure === undefined ? "success" : "failure";
      const why = failure === undefined ? null : JSON.stringify(failure);
      return move(deps, task, {
        now,
        state: "completed",
        ready: 0,
        ended: now,
        exitCode,
        result,
        failure: why,
        satisfies: Number(satisfies),
        expires,
      });
    },
    giveBack: (task, why) => {
      const now = clock.now();
      return move(deps, task, {
        now,
        state: "active",
        ready: 1,
        started: null,
        ...counted(task, { why, now }),
      });
    },
    reactivate: (task, ready) => {
      const { started, ended, exitCode, result, failure, satisfies, retries, lastRetry, expires } = untouched;
      const fresh = { started, ended, exitCode, result, failure, satisfies, retries, lastRetry, expires };
      return move(deps, task, { now: clock.now(), state: "active", ready: Number(ready), ...fresh });
    },
  };
};

const move = (
  { db, tallies }: Deps,
  task: TaskRow,
  { now, ...changes }: Partial<TaskRow> & { readonly state: TaskState; readonly now: Micros },
): TaskRow => {
  const moved = update(db, task, {
    ...changes,
    changed: now,
    previous: task.state,
    previousChanged: task.changed,
  });
  tallies.move(task.job, { from: bucketOf(task), to: bucketOf(moved), slots: task.slots });
  return moved;
};

const update = (db: Database, task: TaskRow, changes: Partial<TaskRow>): TaskRow => {
  const sets = Object.keys(changes).map((name) => `${name} = ?`);
  const values = Object.values(changes) as SQLInputValue[];
  db.run(`UPDATE task SET ${sets.join(", ")} WHERE seq = ?`, ...values, task.seq);
  return { ...task, ...changes };
};

const counted = (task: TaskRow, { why, now }: { why: Return; now: Micros }): Partial<TaskRow> => {
  if (why === "retry") return { retries: task.retries + 1, lastRetry: now };
  // Only requeues that a user caused count (Swagger, TaskExecutionInformation.requeueCount).
  if (why === "requeue") return { requeues: task.requeues + 1, lastRequeue: now };
  return {};
};
