import type { Database } from "./database.ts";
import type { TaskDefinition } from "./task-types.ts";

/** Dependencies that aren't satisfied yet, by job. To be called within a transaction. */
export interface Dependencies {
  /** Stores what a new task waits for. Returns whether it may start at once. */
  add(task: { job: number; seq: number }, dependsOn: NonNullable<TaskDefinition["dependsOn"]>): boolean;
  /** Satisfies the dependencies on a completed task. Returns the keys of the tasks that wait for nothing else. */
  satisfy(job: number, id: string): number[];
  /** Returns whether a task waits for nothing. */
  isFree(task: number): boolean;
  /** Forgets what a removed task waited for. Tasks that depend on it keep waiting. */
  removeTask(task: number): void;
  removeJob(job: number): void;
}

export const createDependencies = (db: Database): Dependencies => {
  const isFree = (task: number): boolean =>
    db.get(
      "SELECT 1 FROM dependency WHERE task = ? UNION ALL SELECT 1 FROM dependencyRange WHERE task = ? LIMIT 1",
      task,
      task,
    ) === undefined;
  return {
    isFree,
    add: ({ job, seq }, { taskIds = [], taskIdRanges = [] }) => {
      for (const id of new Set(taskIds)) if (!isSatisfied(db, job, id)) addTarget(db, { job, seq, id });
      for (const { start, end } of taskIdRanges) addRange(db, { job, seq, start, end });
      return isFree(seq);
    },
    satisfy: (job, id) => {
      const waiting = db.all<{ task: number }>(
        "DELETE FROM dependency WHERE job = ? AND target = ? RETURNING task",
        job,
        id,
      );
      const inRanges = countDown(db, job, id);
      const tasks = new Set([...waiting.map(({ task }) => task), ...inRanges]);
      return [...tasks].filter(isFree);
    },
    removeTask: (task) => {
      db.run("DELETE FROM dependency WHERE task = ?", task);
      db.run("DELETE FROM dependencyRange WHERE task = ?", task);
    },
    removeJob: (job) => {
      for (const table of ["dependency", "dependencyRange", "satisfiedNumber"])
        db.run(`DELETE FROM ${table} WHERE job = ?`, job);
    },
  };
};

const isSatisfied = (db: Database, job: number, id: string): boolean =>
  db.get("SELECT 1 FROM task WHERE job = ? AND id = ? AND state = 'completed' AND satisfies = 1", job, id) !==
  undefined;

const addTarget = (db: Database, { job, seq, id }: { job: number; seq: number; id: string }): void => {
  db.run("INSERT INTO dependency (job, target, task) VALUES (?, ?, ?)", job, id, seq);
};

/** Stores a range with the number of tasks that it still waits for. It may have millions, and they may not exist yet. */
const addRange = (
  db: Database,
  { job, seq, start, end }: { job: number; seq: number; start: number; end: number },
): void => {
  const known = "SELECT count(*) AS count FROM satisfiedNumber WHERE job = ? AND number BETWEEN ? AND ?";
  const { count } = db.get<{ count: number }>(known, job, start, end) ?? { count: 0 };
  const missing = end - start + 1 - count;
  if (missing > 0)
    db.run(
      "INSERT INTO dependencyRange (job, task, low, high, missing) VALUES (?, ?, ?, ?, ?)",
      ...[job, seq, start, end, missing],
    );
};

/** Returns the tasks whose range waited only for this number. 4, 04 and 004 are one number; the first of them to complete counts. */
const countDown = (db: Database, job: number, id: string): number[] => {
  if (!/^\d{1,15}$/.test(id)) return [];
  const number = Number(id);
  const { changes } = db.run(
    "INSERT OR IGNORE INTO satisfiedNumber (job, number) VALUES (?, ?)",
    job,
    number,
  );
  if (changes === 0) return [];
  db.run(
    "UPDATE dependencyRange SET missing = missing - 1 WHERE job = ? AND low <= ? AND high >= ?",
    job,
    number,
    number,
  );
  const done = "DELETE FROM dependencyRange WHERE job = ? AND missing = 0 RETURNING task";
  return db.all<{ task: number }>(done, job).map(({ task }) => task);
};
