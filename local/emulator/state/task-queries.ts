import type { Micros } from "../time/clock.ts";
import type { Database } from "./database.ts";
import type { Condition } from "./documents.ts";
import type { TaskRow } from "./task-row.ts";

interface TaskPage {
  readonly where?: Condition;
  /** `change`: in order of the last transition. Both orders have an index. */
  readonly order: "id" | "change";
  readonly after?: { readonly id: string; readonly changed: Micros };
  readonly limit: number;
}

/** Queries of tasks. */
export interface TaskQueries {
  find(job: number, id: string): TaskRow | undefined;
  get(seq: number): TaskRow | undefined;
  page(job: number, page: TaskPage): TaskRow[];
  /** Returns the next tasks of a job that may start, oldest first. */
  ready(job: number, limits: { slots: number; tasks: number }): TaskRow[];
  hasReady(job: number): boolean;
  /** Returns the tasks that are preparing or running. */
  placed(): TaskRow[];
  /** Returns the completed tasks whose retention is over. */
  expired(now: Micros): TaskRow[];
  nextExpiry(): Micros | undefined;
  /** Returns the time at which the retention of the last task's files on a node is over; 0 without such files. */
  retainedUntil(pool: number, node: string): Micros;
}

const columns = "SELECT * FROM task";

// SQLite 3.53 plans a query again each time its limit is bound, which takes longer than the query, unless the limit is a sum.
const limited = "LIMIT ? + 0";

export const createTaskQueries = (db: Database): TaskQueries => ({
  find: (job, id) => db.get(`${columns} WHERE job = ? AND id = ?`, job, id),
  get: (seq) => db.get(`${columns} WHERE seq = ?`, seq),
  page: (job, page) => {
    const { sql, values } = pageQuery(page);
    return db.all(`${columns} WHERE job = ? ${sql}`, job, ...values);
  },
  ready: (job, limits) =>
    db.all(
      `${columns} INDEXED BY task_ready WHERE job = ? AND ready = 1 AND slots <= ? ORDER BY seq ${limited}`,
      job,
      limits.slots,
      limits.tasks,
    ),
  hasReady: (job) => db.get("SELECT 1 FROM task WHERE job = ? AND ready = 1 LIMIT 1", job) !== undefined,
  // Found through the tallies: an index of placed tasks would be written twice per task and read once per process.
  placed: () =>
    db.all(
      `${columns} WHERE job IN (SELECT job FROM tally WHERE running > 0) AND state IN ('preparing', 'running')`,
    ),
  expired: (now) => db.all(`${columns} WHERE expires <= ?`, now),
  nextExpiry: () =>
    db.get<{ next: Micros | null }>("SELECT min(expires) AS next FROM task WHERE expires IS NOT NULL")
      ?.next ?? undefined,
  retainedUntil: (pool, node) =>
    db.get<{ last: Micros | null }>(
      "SELECT max(expires) AS last FROM task WHERE expires IS NOT NULL AND pool = ? AND node = ?",
      ...[pool, node],
    )?.last ?? 0,
});

const pageQuery = ({ where, order, after, limit }: TaskPage): Condition => {
  const filter = where === undefined ? "" : `AND (${where.sql})`;
  const values = where?.values ?? [];
  // On the first page the index starts from the filter's range, if it has one.
  if (order === "id") {
    if (after === undefined) return { sql: `${filter} ORDER BY id ${limited}`, values: [...values, limit] };
    return { sql: `AND id > ? ${filter} ORDER BY id ${limited}`, values: [after.id, ...values, limit] };
  }
  const sorted = `${filter} ORDER BY changed, id ${limited}`;
  if (after === undefined) return { sql: sorted, values: [...values, limit] };
  return { sql: `AND (changed, id) > (?, ?) ${sorted}`, values: [after.changed, after.id, ...values, limit] };
};
