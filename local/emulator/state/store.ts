import type { Clock } from "../time/clock.ts";
import { type Accounts, createAccounts } from "./accounts.ts";
import { openDatabase } from "./database.ts";
import { createDependencies, type Dependencies } from "./dependencies.ts";
import { type Condition, createDocuments, type Documents, type Stored } from "./documents.ts";
import { poolMetrics } from "./pool-metrics.ts";
import { createPreparations, type Preparations } from "./preparations.ts";
import type { Job, Node, Pool } from "./resource-types.ts";
import { createSamples, type Metrics, type Samples } from "./samples.ts";
import type { JobSchedule } from "./schedule-types.ts";
import { createTallies, type Tallies } from "./tallies.ts";
import { createTaskChanges, type TaskChanges } from "./task-changes.ts";
import { createTaskQueries, type TaskQueries } from "./task-queries.ts";

export type StoredPool = Stored<Pool, string>;
export type StoredNode = Stored<Node, number>;
export type StoredSchedule = Stored<JobSchedule, string>;
export type StoredJob = Stored<Job, string>;

/** The service's state. Committed changes survive a crash of the process. */
export interface Store {
  readonly accounts: Accounts;
  readonly pools: Documents<Pool, string>;
  /** Their parent is their pool. */
  readonly nodes: Documents<Node, number>;
  readonly jobs: Documents<Job, string>;
  readonly schedules: Documents<JobSchedule, string>;
  readonly tasks: TaskQueries & TaskChanges;
  readonly tallies: Pick<Tallies, "get">;
  readonly preparations: Preparations;
  readonly dependencies: Dependencies;
  readonly samples: Samples;
  /** Removes a job without tasks, with all other rows of it. */
  removeJob(seq: number): void;
  /** Returns the pool's current service variables. */
  poolMetrics(pool: StoredPool): Metrics;
  /** Returns whether an active job, whose pool has nodes or a formula, has a task that isn't completed. */
  hasUnfinishedTasks(): boolean;
  /** Returns the tasks of all active jobs that aren't completed. */
  countTasks(): { readonly waiting: number; readonly running: number };
  /** Returns whether a record that is in no table meets a condition on its properties. */
  matches(condition: Condition, record: Readonly<Record<string, unknown>>): boolean;
  transaction<T>(work: () => T): T;
  /** Removes everything except accounts and their keys. */
  clear(): void;
  close(): void;
}

/**
 * Opens the state in a folder.
 *
 * @throws EmulatorError DirectoryInUse, StateCorrupt, StateTooNew or StateUnwritable.
 */
export const openStore = (dir: string, clock: Clock): Store => {
  const db = openDatabase(dir);
  const tallies = createTallies(db);
  const nodes = createDocuments<Node, number>(db, "node");
  const jobs = createDocuments<Job, string>(db, "job");
  const preparations = createPreparations(db);
  const dependencies = createDependencies(db);
  return {
    accounts: createAccounts(db),
    pools: createDocuments(db, "pool"),
    nodes,
    jobs,
    schedules: createDocuments(db, "schedule"),
    tasks: { ...createTaskQueries(db), ...createTaskChanges({ db, clock, tallies }) },
    tallies,
    preparations,
    dependencies,
    samples: createSamples(db),
    removeJob: (seq) => {
      preparations.remove({ job: seq });
      tallies.remove(seq);
      dependencies.removeJob(seq);
      jobs.remove(seq);
    },
    poolMetrics: (pool) => poolMetrics(db, pool, nodes.where({ sql: "parent = ?", values: [pool.seq] })),
    hasUnfinishedTasks: () => db.get(unfinished) !== undefined,
    countTasks: () => {
      const none = { waiting: 0, running: 0 };
      return { ...(db.get<typeof none>(unfinishedTasks) ?? none) };
    },
    matches: ({ sql, values }, record) => {
      const texts = Object.entries(record).filter(
        (entry): entry is [string, string] => typeof entry[1] === "string",
      );
      const columns = texts.map(([name]) => `? AS ${name}`).join(", ");
      const row = `SELECT 1 FROM (SELECT ${columns}) WHERE ${sql}`;
      return db.get(row, ...texts.map(([, value]) => value), ...values) !== undefined;
    },
    transaction: db.transaction,
    clear: db.clear,
    close: db.close,
  };
};

const unfinished = `
SELECT 1 FROM job JOIN tally ON tally.job = job.seq JOIN pool ON pool.parent = job.parent AND pool.id = job.pool
WHERE job.state = 'active' AND tally.active + tally.running > 0
  AND (json_extract(pool.doc, '$.enableAutoScale') OR EXISTS (SELECT 1 FROM node WHERE node.parent = pool.seq)) LIMIT 1`;

const unfinishedTasks = `
SELECT coalesce(sum(tally.active), 0) AS waiting, coalesce(sum(tally.running), 0) AS running
FROM job JOIN tally ON tally.job = job.seq WHERE job.state = 'active'`;
