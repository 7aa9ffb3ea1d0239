import { rm } from "node:fs/promises";
import { join } from "node:path";
import { beginPoolDeletion } from "./operations/changes/begin-pool-deletion.ts";
import { putPool } from "./operations/changes/put-pool.ts";
import type { Batch } from "./operations/operation-context.ts";
import { poolJson } from "./operations/responses/pool-json.ts";
import { readRequest } from "./protocol/read-request.ts";
import { type NewPool, newPool } from "./state/pool-defaults.ts";

/** Operations that Azure offers through ARM. */
export interface Provisioning {
  /**
   * Creates the account unless it exists. Its key is the given one in base64, which replaces an earlier one; by default base64 of 64
   * random bytes.
   */
  putAccount(name: string, key?: string): { key: string };
  /** Deletes the account with its pools and jobs. */
  deleteAccount(name: string): Promise<void>;
  /**
   * Adds or updates a pool as ARM does. `pool` is the body of Add Pool, with ARM's `identity`.
   *
   * @throws BatchError if Azure refuses the pool
   */
  putPool(account: string, pool: object): void;
  /** Returns the pool that `putPool` would add, with Azure's defaults. */
  previewPool(pool: object): object;
  getPool(account: string, id: string): object | undefined;
  /** Deletes a pool. Resolves when its nodes and their processes have ended. */
  deletePool(account: string, id: string): Promise<void>;
}

/** The newest version with `targetNodeCommunicationMode`, which ARM still sends. */
const armVersion = "2024-07-01.20.0";

/** Reads the pool that ARM sends: Add Pool's body with the pool's identity, which only ARM knows. */
const readPool = (pool: object): NewPool => {
  const { identity, ...body }: { identity?: NewPool["identity"] } = pool;
  const read = readRequest({ version: armVersion, operation: "Pool_Add", body });
  return identity === undefined ? read.body : { ...read.body, identity };
};

/** `current` returns the parts of the running service; a reset replaces them. */
export const provisioning = (current: () => Batch): Provisioning => {
  const remove = async (account: string, id: string): Promise<void> => {
    const pool = current().store.pools.find(account, id);
    if (pool !== undefined) await beginPoolDeletion(current(), pool, { hurry: true });
  };
  return {
    putAccount: (name, key) => {
      const { store } = current();
      return { key: store.transaction(() => store.accounts.put(name, key)) };
    },
    deleteAccount: async (name) => {
      const { store, dir } = current();
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
      await rm(join(dir, "nodes", name), { recursive: true, force: true });
    },
    putPool: (account, pool) => putPool(current(), account, readPool(pool)),
    previewPool: (pool) => {
      const { store, clock } = current();
      // No stored pool has the number 0, so this one has no nodes.
      const added = { seq: 0, parent: "", doc: newPool(readPool(pool), clock.now()) };
      return poolJson({ store }, { baseUrl: "", apiVersion: armVersion }, added);
    },
    getPool: (account, id) => {
      const { store } = current();
      const pool = store.pools.find(account, id);
      return pool && poolJson({ store }, { baseUrl: "", apiVersion: armVersion }, pool);
    },
    deletePool: remove,
  };
};
