import type { Micros } from "../time/clock.ts";
import type { Bucket } from "./tallies.ts";

export type TaskState = "active" | "preparing" | "running" | "completed";

/** A row of table `task`. `doc` is the JSON of the task's definition. */
export interface TaskRow {
  readonly seq: number;
  readonly job: number;
  readonly id: string;
  readonly doc: string;
  readonly state: TaskState;
  /** 1 if it is active and waits for no other task. */
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
  /** 1 if it completed in a way that lets its dependents start. */
  readonly satisfies: number | null;
  readonly retries: number;
  readonly lastRetry: Micros | null;
  readonly requeues: number;
  readonly lastRequeue: Micros | null;
  /** Time at which its directory is deleted. */
  readonly expires: Micros | null;
}

/** Columns of a new task. */
export const untouched = {
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
  satisfies: null,
  retries: 0,
  lastRetry: null,
  requeues: 0,
  lastRequeue: null,
  expires: null,
} as const satisfies Partial<TaskRow>;

/** Returns the tally's column for a task; `preparing` counts as running. */
export const bucketOf = (task: Pick<TaskRow, "state" | "result">): Bucket => {
  if (task.state === "active") return "active";
  if (task.state !== "completed") return "running";
  return task.result === "success" ? "succeeded" : "failed";
};
