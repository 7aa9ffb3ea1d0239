import {
  type ClusterContext,
  type NodeRuntime,
  newPoolRuntime,
  type PoolRuntime,
  type Run,
} from "../../../../local/emulator/cluster/runtime.ts";
import { newJob } from "../../../../local/emulator/state/job-defaults.ts";
import { newPool } from "../../../../local/emulator/state/pool-defaults.ts";
import type { Job, Node, Pool } from "../../../../local/emulator/state/resource-types.ts";
import { openStore, type StoredJob, type StoredPool } from "../../../../local/emulator/state/store.ts";
import { newTask } from "../../../../local/emulator/state/task-defaults.ts";
import type { TaskRow } from "../../../../local/emulator/state/task-row.ts";
import { createClock } from "../../../../local/emulator/time/clock.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";

/** Time of the context at first, in milliseconds. */
export const startTime = Date.parse("2026-01-01T00:00:00Z");

type Context = Pick<
  ClusterContext,
  | "store"
  | "clock"
  | "now"
  | "pace"
  | "alarm"
  | "pools"
  | "runs"
  | "closing"
  | "dir"
  | "faults"
  | "onBug"
  | "log"
  | "advance"
  | "watchRetention"
  | "resize"
>;

/** A context over a real database, with a time that the test sets and records of calls. */
export interface TestCluster {
  readonly context: Context;
  /** Actions that are set, by key. */
  readonly alarms: Map<string, { readonly at: number; readonly action: () => void }>;
  /** `advance 1`, `resize 2`, … in order. */
  readonly calls: string[];
  /** Milliseconds since the start. */
  setTime(ms: number): void;
  addPool(changes?: Partial<Pool>): StoredPool & { readonly runtime: PoolRuntime };
  addNode(pool: StoredPool, changes?: Partial<Node>): NodeRuntime;
  addJob(changes?: Partial<Job>): StoredJob;
  addTask(job: StoredJob, id: string, changes?: object): TaskRow;
  /** An attempt of the task on the node, as after placement. */
  run(task: TaskRow, node: NodeRuntime, changes?: Partial<Run>): Run;
}

const image = { publisher: "p", offer: "o", sku: "s" };

export const withCluster = (use: (cluster: TestCluster) => void | Promise<void>): Promise<void> =>
  withTemporaryFolder(async (dir) => {
    let elapsed = 0;
    const now = (): Date => new Date(startTime + elapsed);
    const clock = createClock(now);
    const store = openStore(dir, clock);
    const alarms: TestCluster["alarms"] = new Map();
    const calls: string[] = [];
    const call = (name: string) => (value?: unknown) => void calls.push(`${name} ${String(value)}`);
    const context: Context = {
      ...{ store, clock, now, dir, pools: new Map(), runs: new Map(), closing: new AbortController() },
      pace: () => 0,
      alarm: {
        set: (key, at, action) => void alarms.set(key, { at: at - startTime, action }),
        clear: (key) => void alarms.delete(key),
        close: () => alarms.clear(),
      },
      onBug: call("onBug"),
      log: call("log"),
      advance: call("advance"),
      watchRetention: call("watchRetention"),
      resize: async (pool) => call("resize")(pool),
    };
    try {
      await use({
        context,
        alarms,
        calls,
        setTime: (ms) => {
          elapsed = ms;
        },
        addPool: (changes = {}) => {
          const virtualMachineConfiguration = { imageReference: image, nodeAgentSKUId: "a" };
          const given = { id: `pool-${context.pools.size}`, vmSize: "s", virtualMachineConfiguration };
          const doc = { ...newPool(given, clock.now()), ...changes };
          const pool = store.transaction(() => store.pools.insert("account", doc));
          const runtime = newPoolRuntime(pool.seq);
          context.pools.set(pool.seq, runtime);
          return { ...pool, runtime };
        },
        addNode: (pool, changes = {}) => {
          const nodes = context.pools.get(pool.seq)?.nodes ?? new Map<string, NodeRuntime>();
          const id = `node-${nodes.size}`;
          const doc: Node = {
            ...{ id, state: "idle", schedulingState: "enabled", isDedicated: true, vmSize: "s" },
            ...{ stateTransitionTime: "", allocationTime: "", totalTasksRun: 0, totalTasksSucceeded: 0 },
            ...changes,
          };
          const { seq } = store.transaction(() => store.nodes.insert(pool.seq, doc));
          const node: NodeRuntime = {
            ...{ seq, id, pool: pool.seq, dir, slots: 4, environment: {}, used: 0, runs: new Set() },
            blobs: { reach: (url) => url, autoStorageContainer: () => undefined, pause: async () => {} },
            ...{ totals: { run: 0, succeeded: 0 }, recent: [], accepts: true, refuses: new Set() },
            ...{ preparations: new Map(), life: new AbortController(), boot: Promise.resolve() },
          };
          nodes.set(id, node);
          return node;
        },
        addJob: (changes = {}) => {
          const poolId = [...context.pools.values()].map(({ seq }) => store.pools.get(seq)?.doc.id).at(0);
          const id = `job-${store.jobs.where({ sql: "TRUE", values: [] }).length}`;
          const doc = { ...newJob({ id, poolId, poolInfo: { poolId } }, clock.now()), ...changes };
          return store.transaction(() => store.jobs.insert("account", doc));
        },
        addTask: (job, id, changes = {}) => {
          const definition = newTask({ id, commandLine: "true", ...changes }, job.doc);
          const slots = definition.requiredSlots ?? 1;
          const row = { job: job.seq, id, doc: JSON.stringify(definition), slots, ready: true };
          return store.transaction(() => store.tasks.insert(row));
        },
        run: (task, node, changes = {}) => {
          const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
          const placed = store.transaction(() =>
            store.tasks.place(task, { state: "running", pool: node.pool, node: node.id }),
          );
          const definition = JSON.parse(task.doc);
          const abort = new AbortController();
          const run: Run = {
            ...{ task: placed, definition, node, abort, work: settled, settled, settle },
            ...changes,
          };
          node.used += task.slots;
          node.runs.add(run);
          context.runs.set(task.seq, run);
          return run;
        },
      });
    } finally {
      store.close();
    }
  });
