import type { Database } from "./database.ts";

/** Numbers of a job's tasks, and of their slots, by state; `preparing` counts as running. */
interface Tally {
  readonly active: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly activeSlots: number;
  readonly runningSlots: number;
  readonly succeededSlots: number;
  readonly failedSlots: number;
}

export type Bucket = "active" | "running" | "succeeded" | "failed";

/** Tallies are updated in the transaction that changes a task, so counting reads one row. */
export interface Tallies {
  get(job: number): Tally;
  add(job: number, bucket: Bucket, change: { tasks: number; slots: number }): void;
  move(job: number, change: { from: Bucket; to: Bucket; slots: number }): void;
  remove(job: number): void;
}

const none: Tally = {
  active: 0,
  running: 0,
  succeeded: 0,
  failed: 0,
  activeSlots: 0,
  runningSlots: 0,
  succeededSlots: 0,
  failedSlots: 0,
};

export const createTallies = (db: Database): Tallies => ({
  get: (job) => db.get<Tally>("SELECT * FROM tally WHERE job = ?", job) ?? none,
  add: (job, bucket, { tasks, slots }) => {
    db.run(
      `INSERT INTO tally (job, ${bucket}, ${bucket}Slots) VALUES (?, ?, ?) ON CONFLICT (job) DO UPDATE
       SET ${bucket} = ${bucket} + excluded.${bucket}, ${bucket}Slots = ${bucket}Slots + excluded.${bucket}Slots`,
      job,
      tasks,
      slots,
    );
  },
  move: (job, { from, to, slots }) => {
    if (from === to) return;
    db.run(
      `UPDATE tally SET ${from} = ${from} - 1, ${from}Slots = ${from}Slots - ?,
       ${to} = ${to} + 1, ${to}Slots = ${to}Slots + ? WHERE job = ?`,
      slots,
      slots,
      job,
    );
  },
  remove: (job) => {
    db.run("DELETE FROM tally WHERE job = ?", job);
  },
});
