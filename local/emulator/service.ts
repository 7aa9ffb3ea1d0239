import { chmodSync, mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { BlobAccess } from "./cluster/blob-access.ts";
import { startCluster } from "./cluster/cluster.ts";
import type { Faults } from "./faults/faults.ts";
import { closeServer, createServer } from "./http/server.ts";
import { beginPoolDeletion } from "./operations/changes/begin-pool-deletion.ts";
import { putPool } from "./operations/changes/put-pool.ts";
import type { Batch } from "./operations/operation-context.ts";
import { runOperation } from "./operations/operations.ts";
import { poolJson } from "./operations/responses/pool-json.ts";
import { BatchError } from "./protocol/errors.ts";
import { readRequest } from "./protocol/read-request.ts";
import type { NewPool } from "./state/pool-defaults.ts";
import { openStore } from "./state/store.ts";
import { stackOf } from "./system/errors.ts";
import { listen } from "./system/listen.ts";
import type { SetTimer } from "./time/alarm.ts";
import { createClock, steadyNow } from "./time/clock.ts";

export interface BatchServiceOptions {
  /** Folder of the state: `<dir>/batch.db`, and the nodes' files in `<dir>/nodes/`. One service at a time can use it. */
  readonly dir: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Puts the files of the nodes' "VM image" into a node's shared directory, before its start task runs. */
  readonly prepareNode?: (node: { sharedDir: string }) => Promise<void>;
  readonly now?: () => Date;
  /** Calls `ring` once after so many milliseconds; returns a function that cancels it. To be given together with `now`. */
  readonly setTimer?: SetTimer;
  readonly log?: (line: string) => void;
  /** Replaces managed identities and auto storage. Without it, tasks that need them fail. */
  readonly blobAccess?: BlobAccess;
  /** Failures on purpose. */
  readonly faults?: Faults;
}

export interface BatchService {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  /** Creates the account unless it exists. Its key is base64 of 64 random bytes. */
  putAccount(name: string): { key: string };
  /** Deletes the account with its pools and jobs. */
  deleteAccount(name: string): Promise<void>;
  /** Adds or updates a pool as ARM does. `pool` is the body of Add Pool, with ARM's `identity`. */
  putPool(account: string, pool: object): void;
  getPool(account: string, id: string): object | undefined;
  /** Deletes a pool. Resolves when its nodes and their processes have ended. */
  deletePool(account: string, id: string): Promise<void>;
  /** Returns whether an active job, whose pool has nodes or a formula, has a task that isn't completed. */
  hasUnfinishedTasks(): boolean;
  /** Returns the tasks of all active jobs that aren't completed. */
  countTasks(): { readonly waiting: number; readonly running: number };
  /** Stops listening, ends all processes of the nodes and closes the database. */
  close(): Promise<void>;
}

/** Clients date their signatures by the system's time. Everything else uses a steady clock. */
const systemNow = (): Date => new Date();

/**
 * Starts an Azure Batch data plane on 127.0.0.1.
 *
 * @throws EmulatorError DirectoryInUse, StateCorrupt, StateTooNew or StateUnwritable, and an Error with code EADDRINUSE if the
 * port is taken.
 */
export const startBatchService = async (options: BatchServiceOptions): Promise<BatchService> => {
  const {
    dir,
    port = 0,
    prepareNode = async () => {},
    now = steadyNow(),
    setTimer,
    log = () => {},
    blobAccess,
    faults,
  } = options;
  mkdirSync(join(dir, "nodes"), { recursive: true, mode: 0o700 });
  // The folder may exist with wider permissions. Only its owner may read the tasks' files.
  chmodSync(join(dir, "nodes"), 0o700);
  const clock = createClock(now);
  const store = openStore(dir, clock);
  const onBug = (error: unknown) => log(`internal error: ${stackOf(error)}`);
  let endpoint = "";
  let batch: Batch | undefined;
  const server = createServer({
    ...{ now: options.now ?? systemNow, onBug, log, faults },
    keyOf: store.accounts.key,
    run: (operation, request) => {
      if (batch === undefined) throw new BatchError("ServerBusy");
      return runOperation(batch, operation, request);
    },
  });
  try {
    endpoint = `http://127.0.0.1:${await listen(server, port)}`;
    const cluster = await startCluster({
      store,
      clock,
      now,
      setTimer,
      dir,
      endpoint: () => endpoint,
      prepareNode,
      log,
      blobAccess,
      faults,
    });
    batch = { store, cluster, clock, onBug, dir };
  } catch (error) {
    await closeServer(server);
    store.close();
    throw error;
  }
  const { cluster } = batch;
  return {
    endpoint,
    ...provisioning(batch),
    close: async () => {
      await closeServer(server);
      await cluster.close();
      store.close();
    },
  };
};

/** The newest version with `targetNodeCommunicationMode`, which ARM still sends. */
const armVersion = "2024-07-01.20.0";

/** Reads the pool that ARM sends: Add Pool's body with the pool's identity, which only ARM knows. */
const readPool = (pool: object): NewPool => {
  const { identity, ...body }: { identity?: NewPool["identity"] } = pool;
  const read = readRequest({ version: armVersion, operation: "Pool_Add", body });
  return identity === undefined ? read.body : { ...read.body, identity };
};

/** Operations that Azure offers through ARM. */
const provisioning = (batch: Batch) => {
  const { store } = batch;
  const remove = async (account: string, id: string): Promise<void> => {
    const pool = store.pools.find(account, id);
    if (pool !== undefined) await beginPoolDeletion(batch, pool);
  };
  return {
    putAccount: (name: string) => ({ key: store.transaction(() => store.accounts.put(name)) }),
    deleteAccount: async (name: string) => {
      const where = { sql: "parent = ?", values: [name] };
      await Promise.all(store.pools.where(where).map((pool) => remove(name, pool.doc.id)));
      store.transaction(() => {
        for (const job of store.jobs.where(where)) {
          while (store.tasks.removeSome(job.seq, 1000) > 0);
          store.removeJob(job.seq);
        }
        store.accounts.remove(name);
      });
      // Deleting the pools has removed their folders in it.
      await rm(join(batch.dir, "nodes", name), { recursive: true, force: true });
    },
    putPool: (account: string, pool: object) => putPool(batch, account, readPool(pool)),
    getPool: (account: string, id: string) => {
      const pool = store.pools.find(account, id);
      return pool && poolJson({ store }, { baseUrl: "" }, pool);
    },
    deletePool: remove,
    hasUnfinishedTasks: () => store.hasUnfinishedTasks(),
    countTasks: () => store.countTasks(),
  };
};
