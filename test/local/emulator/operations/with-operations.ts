import type { Cluster } from "../../../../local/emulator/cluster/cluster.ts";
import { runOperation } from "../../../../local/emulator/operations/operations.ts";
import type { BatchResult } from "../../../../local/emulator/protocol/batch-request.ts";
import { readRequest } from "../../../../local/emulator/protocol/read-request.ts";
import type { OperationId } from "../../../../local/emulator/protocol/types.ts";
import type { ApiVersion } from "../../../../local/emulator/protocol/versions.ts";
import type { Node } from "../../../../local/emulator/state/resource-types.ts";
import { openStore, type Store } from "../../../../local/emulator/state/store.ts";
import { createClock } from "../../../../local/emulator/time/clock.ts";
import { account, linux } from "../../../helpers/account.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";

interface RequestOptions {
  readonly version?: ApiVersion;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Operations on a new store, with a cluster that only records its calls. */
export interface OperationsLab {
  readonly store: Store;
  readonly cluster: Cluster;
  /** Names of the cluster's functions, in the order of their calls. */
  readonly calls: string[];
  /** Reads and runs a request. */
  run(operation: OperationId, request?: RequestOptions): Promise<BatchResult>;
  /** Reads a JSON body. */
  get(operation: OperationId, request?: RequestOptions): Promise<Record<string, unknown>>;
  addPool(pool?: object): Promise<void>;
  addJob(job?: object): Promise<void>;
  addTaskTo(jobId: string, task?: object): Promise<void>;
  addNode(node?: Partial<Node>): void;
  /** Sets properties of the pool or job `id`. */
  set(table: "pools" | "jobs" | "schedules", doc: object): void;
  advance(millis: number): void;
}

export const withOperations = (use: (lab: OperationsLab) => Promise<void>): Promise<void> =>
  withTemporaryFolder(async (dir) => {
    let millis = Date.UTC(2026, 0, 1);
    const clock = createClock(() => new Date(millis));
    const store = openStore(dir, clock);
    const calls: string[] = [];
    const cluster = recordingCluster(calls);
    const run = async (operation: OperationId, request: RequestOptions = {}): Promise<BatchResult> => {
      const { version = "2024-07-01.20.0", params = {}, query = {}, headers = {}, body } = request;
      const read = readRequest({ version, operation, query, body });
      return runOperation({ store, cluster, clock, dir, onBug: raise }, operation, {
        ...read,
        ...{ account, headers, params: { ...ids, ...params }, apiVersion: version },
        ...{
          requestId: "id",
          baseUrl: "http://host",
          rawPath: "/path",
          rawQuery: new URLSearchParams(query),
        },
      });
    };
    const add = async (operation: OperationId, body: object) => void (await run(operation, { body }));
    try {
      await use({
        ...{ store, cluster, calls, run },
        get: async (operation, request) => ({ ...(await run(operation, request)).body }),
        addPool: (pool) => add("Pool_Add", { id: "pool", ...linux, targetDedicatedNodes: 0, ...pool }),
        addJob: (job) => add("Job_Add", { id: "job", poolInfo: { poolId: "pool" }, ...job }),
        addTaskTo: async (jobId, task) => {
          const body = { id: "task", commandLine: "/bin/true", ...task };
          await run("Task_Add", { params: { jobId }, body });
        },
        addNode: (node) => {
          const pool = store.pools.find(account, "pool");
          if (pool !== undefined) store.nodes.insert(pool.seq, { ...idleNode, ...node });
        },
        set: (table, doc) => {
          const update = <T extends { readonly id: string }>(documents: {
            find(parent: string, id: string): { seq: number; parent: string; doc: T } | undefined;
            save(stored: { seq: number; parent: string; doc: T }): unknown;
          }) => {
            const stored = documents.find(account, ids[`${table.slice(0, -1)}Id`] ?? "");
            if (stored !== undefined) documents.save({ ...stored, doc: { ...stored.doc, ...doc } });
          };
          if (table === "pools") update(store.pools);
          else if (table === "jobs") update(store.jobs);
          else update(store.schedules);
        },
        advance: (by) => {
          millis += by;
        },
      });
    } finally {
      store.close();
    }
  });

/** Ids of the paths, unless a request has others. */
const ids: Readonly<Record<string, string>> = {
  poolId: "pool",
  jobId: "job",
  taskId: "task",
  nodeId: "node",
  scheduleId: "schedule",
  jobScheduleId: "schedule",
};

const time = "2026-01-01T00:00:00Z";

const idleNode: Node = {
  id: "node",
  state: "idle",
  stateTransitionTime: time,
  schedulingState: "enabled",
  allocationTime: time,
  isDedicated: true,
  vmSize: linux.vmSize,
  totalTasksRun: 0,
  totalTasksSucceeded: 0,
};

const raise = (error: unknown): never => {
  throw error;
};

const recordingCluster = (calls: string[]): Cluster => {
  const record = (name: string) => () => void calls.push(name);
  const resolve = (name: string) => async () => void calls.push(name);
  return {
    addPool: record("addPool"),
    resizePool: record("resizePool"),
    stopResize: record("stopResize"),
    autoScaleChanged: record("autoScaleChanged"),
    evaluateFormula: () => ({
      results: "$TargetDedicatedNodes=1",
      targetDedicatedNodes: 1,
      targetLowPriorityNodes: 0,
      nodeDeallocationOption: "requeue",
    }),
    deletePool: resolve("deletePool"),
    jobChanged: record("jobChanged"),
    endTask: resolve("endTask"),
    removeFiles: resolve("removeFiles"),
    restartNode: (_node, how) => void calls.push(`restartNode ${how.option}${how.reimage ? " reimage" : ""}`),
    deallocateNode: (_node, option) => void calls.push(`deallocateNode ${option}`),
    startNode: record("startNode"),
    scheduleNode: (_node, option) => void calls.push(`scheduleNode ${option}`),
    scheduleChanged: record("scheduleChanged"),
    node: () => undefined,
    close: resolve("close"),
  };
};
