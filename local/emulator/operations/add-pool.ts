import { type BatchRequest, type BatchResult, created } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { type Given, newPool } from "../state/definitions.ts";
import type { Pool } from "../state/resource-types.ts";
import type { Batch } from "./batch.ts";
import { checkPool } from "./checks/check-pool.ts";
import { checkId } from "./checks/ids.ts";
import { poolHead } from "./responses/pool-json.ts";

export const addPool = (
  { store, cluster, clock }: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const given = request.body as Given<Pool>;
  checkId(given.id);
  checkPool(given, "Pool_Add");
  const pool = store.transaction(() => {
    const known = store.pools.find(request.account, given.id);
    if (known !== undefined)
      throw new BatchError(known.doc.state === "deleting" ? "PoolBeingDeleted" : "PoolExists");
    return store.pools.insert(request.account, newPool(given, clock.now()));
  });
  cluster.addPool(pool.seq);
  return created(poolHead(request, pool));
};
