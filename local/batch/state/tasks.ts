import type { SQLInputValue } from "node:sqlite";
import type { Clock, Micros } from "../time.ts";
import type { Database } from "./database.ts";
import type { Condition } from "./documents.ts";
import type { Bucket, Tallies } from "./tallies.ts";
import type { FailureInfo } from "./types.ts";

export type TaskState = "active" | "preparing" | "running" | "completed";

/** A task as the database has it. `doc` is the JSON of its definition. */
export interface TaskRow {
  readonly seq: number;
  readonly job: number;
  readonly id: string;
  readonly doc: string;
  readonly state: TaskState;
  /** 1 if it is active and no dependency holds it. */
  readonly ready: number;
  readonly slots: number;
  readonly created: Micros;
  readonly modified: Micros;
  readonly changed: Micros;
  readonly previous: TaskState | null;
  readonly previousChanged: Micros | null;
  readonly pool: number | null;
  readonly node: string | null;
  readonly started: Micros | null;
  readonly ended: Micros | null;
  readonly exitCode: number | null;
  readonly result: "success" | "failure" | null;
  /** JSON of a FailureInfo. */
  readonly failure: string | null;
  readonly retries: number;
  readonly lastRetry: Micros | null;
  readonly requeues: number;
  readonly lastRequeue: Micros | null;
  readonly expires: Micros | null;
}

/** How an attempt ended for good. */
export interface Completion {
  readonly exitCode?: number;
  readonly failure?: FailureInfo;
  /** When the task's directory goes. */
  readonly expires?: Micros;
}

/** Why a task goes back to the queue: after a failure, by a user's wish, or because its node is gone. */
export type Return = "retry" | "requeue" | "lost";

export interface TaskPage {
  readonly where?: Condition;
  /** `change`: in the order of the last transition, which an index has too. */
  readonly order: "id" | "change";
  readonly after?: { readonly id: string; readonly changed: Micros };
  readonly limit: number;
}

/** The tasks of all jobs. Each method that changes one keeps its job's tally, and is to be called within a transaction. */
export interface Tasks {
  /** The state is active; `ready` unless a dependency holds it. */
  insert(task: { job: number; id: string; doc: string; slots: number; ready: boolean }): TaskRow;
  find(job: number, id: string): TaskRow | undefined;
  get(seq: number): TaskRow | undefined;
  page(job: number, page: TaskPage): TaskRow[];
  /** The next tasks of a job that may start, first come first served. */
  ready(job: number, limits: { slots: number; tasks: number }): TaskRow[];
  hasReady(job: number): boolean;
  /** Tasks that are preparing or running, of a job, of a pool or of all. */
  placed(where?: { job?: number; pool?: number }): TaskRow[];
  place(task: TaskRow, place: { state: "preparing" | "running"; pool: number; node: string }): TaskRow;
  start(task: TaskRow): TaskRow;
  complete(task: TaskRow, completion: Completion): TaskRow;
  giveBack(task: TaskRow, why: Return): TaskRow;
  /** A completed task starts anew. */
  reactivate(task: TaskRow, ready: boolean): TaskRow;
  setReady(task: TaskRow): TaskRow;
  /** Another definition, so another ETag. */
  define(task: TaskRow, doc: string): TaskRow;
  remove(task: TaskRow): void;
  /** Up to `limit` tasks of a job that is going away; their tally goes with the job. */
  removeSome(job: number, limit: number): TaskRow[];
  /** Completed tasks whose retention is over. */
  expired(now: Micros): TaskRow[];
  nextExpiry(): Micros | undefined;
  keep(seq: number): void;
}

const columns = "SELECT * FROM task";

export const createTasks = (deps: { db: Database; clock: Clock; tallies: Tallies }): Tasks => {
  const { db, clock, tallies } = deps;

  /** Writes what is new and gives the row as it is now. */
  const update = (task: TaskRow, changes: Partial<TaskRow>): TaskRow => {
    const names = Object.keys(changes);
    const values = Object.values(changes) as SQLInputValue[];
    db.run(
      `UPDATE task SET ${names.map((name) => `${name} = ?`).join(", ")} WHERE seq = ?`,
      ...values,
      task.seq,
    );
    return { ...task, ...changes };
  };

  const move = (task: TaskRow, state: TaskState, changes: Partial<TaskRow>, now = clock.now()): TaskRow => {
    const moved = update(task, {
      state,
      changed: now,
      previous: task.state,
      previousChanged: task.changed,
      ...changes,
    });
    tallies.move(task.job, { from: bucketOf(task), to: bucketOf(moved), slots: task.slots });
    return moved;
  };

  return {
    insert: ({ job, id, doc, slots, ready }) => {
      const now = clock.now();
      const { key } = db.run(
        `INSERT INTO task (job, id, doc, state, ready, slots, created, modified, changed)
         VALUES (?, ?, ?, 'active', ?, ?, ?, ?, ?)`,
        job,
        id,
        doc,
        ready ? 1 : 0,
        slots,
        now,
        now,
        now,
      );
      tallies.add(job, "active", { tasks: 1, slots });
      return {
        ...blank,
        seq: key,
        job,
        id,
        doc,
        ready: ready ? 1 : 0,
        slots,
        created: now,
        modified: now,
        changed: now,
      };
    },
    find: (job, id) => db.get(`${columns} WHERE job = ? AND id = ?`, job, id),
    get: (seq) => db.get(`${columns} WHERE seq = ?`, seq),
    page: (job, page) => {
      const { sql, values } = pageQuery(page);
      return db.all(`${columns} WHERE job = ? ${sql}`, job, ...values);
    },
    ready: (job, limits) =>
      db.all(
        `${columns} INDEXED BY task_ready WHERE job = ? AND ready = 1 AND slots <= ? ORDER BY seq LIMIT ?`,
        job,
        limits.slots,
        limits.tasks,
      ),
    hasReady: (job) => db.get("SELECT 1 FROM task WHERE job = ? AND ready = 1 LIMIT 1", job) !== undefined,
    placed: ({ job, pool } = {}) => {
      if (job !== undefined)
        return db.all(`${columns} WHERE job = ? AND state IN ('preparing', 'running')`, job);
      if (pool !== undefined)
        return db.all(`${columns} WHERE pool = ? AND state IN ('preparing', 'running')`, pool);
      return db.all(`${columns} WHERE state IN ('preparing', 'running')`);
    },
    place: (task, { state, pool, node }) => {
      const now = clock.now();
      const started = state === "running" ? { started: now } : {};
      return move(task, state, { ready: 0, pool, node, ...started }, now);
    },
    start: (task) => {
      const now = clock.now();
      return move(task, "running", { started: now }, now);
    },
    complete: (task, { exitCode, failure, expires }) => {
      const now = clock.now();
      return move(
        task,
        "completed",
        {
          ready: 0,
          ended: now,
          exitCode: exitCode ?? null,
          result: failure === undefined ? "success" : "failure",
          failure: failure === undefined ? null : JSON.stringify(failure),
          expires: expires ?? null,
        },
        now,
      );
    },
    giveBack: (task, why) => {
      const now = clock.now();
      return move(task, "active", { ready: 1, started: null, ...counted(task, why, now) }, now);
    },
    reactivate: (task, ready) =>
      move(task, "active", {
        ready: ready ? 1 : 0,
        started: null,
        ended: null,
        exitCode: null,
        result: null,
        failure: null,
        retries: 0,
        lastRetry: null,
        expires: null,
      }),
    setReady: (task) => update(task, { ready: 1 }),
    define: (task, doc) => update(task, { doc, modified: clock.now() }),
    remove: (task) => {
      db.run("DELETE FROM task WHERE seq = ?", task.seq);
      tallies.add(task.job, bucketOf(task), { tasks: -1, slots: -task.slots });
    },
    removeSome: (job, limit) =>
      db.all(
        "DELETE FROM task WHERE seq IN (SELECT seq FROM task WHERE job = ? LIMIT ?) RETURNING *",
        job,
        limit,
      ),
    expired: (now) => db.all(`${columns} WHERE expires <= ?`, now),
    nextExpiry: () =>
      db.get<{ next: Micros | null }>("SELECT min(expires) AS next FROM task WHERE expires IS NOT NULL")
        ?.next ?? undefined,
    keep: (seq) => {
      db.run("UPDATE task SET expires = NULL WHERE seq = ?", seq);
    },
  };
};

const blank = {
  state: "active",
  previous: null,
  previousChanged: null,
  pool: null,
  node: null,
  started: null,
  ended: null,
  exitCode: null,
  result: null,
  failure: null,
  retries: 0,
  lastRetry: null,
  requeues: 0,
  lastRequeue: null,
  expires: null,
} as const satisfies Partial<TaskRow>;

const bucketOf = (task: TaskRow): Bucket => {
  if (task.state === "active") return "active";
  if (task.state !== "completed") return "running";
  return task.result === "success" ? "succeeded" : "failed";
};

const counted = (task: TaskRow, why: Return, now: Micros): Partial<TaskRow> => {
  if (why === "retry") return { retries: task.retries + 1, lastRetry: now };
  // The count of requeues is for those that a user caused (Swagger, TaskExecutionInformation.requeueCount).
  if (why === "requeue") return { requeues: task.requeues + 1, lastRequeue: now };
  return {};
};

const pageQuery = ({ where, order, after, limit }: TaskPage): Condition => {
  const filter = where === undefined ? "" : `AND (${where.sql})`;
  const values = where?.values ?? [];
  if (order === "id") {
    return { sql: `AND id > ? ${filter} ORDER BY id LIMIT ?`, values: [after?.id ?? "", ...values, limit] };
  }
  return {
    sql: `AND (changed, id) > (?, ?) ${filter} ORDER BY changed, id LIMIT ?`,
    values: [after?.changed ?? -1, after?.id ?? "", ...values, limit],
  };
};
