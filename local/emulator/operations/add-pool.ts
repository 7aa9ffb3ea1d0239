import { type BatchRequest, type BatchResult, created } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { newPool } from "../state/pool-defaults.ts";
import { checkPool } from "./checks/check-pool.ts";
import type { Batch } from "./operation-context.ts";
import { poolHead } from "./responses/pool-json.ts";

export const addPool = (
  { store, cluster, clock }: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest<"Pool_Add">,
): BatchResult => {
  const given = request.body;
  checkPool(given, "Pool_Add", request.apiVersion);
  const pool = store.transaction(() => {
    const known = store.pools.find(request.account, given.id);
    if (known !== undefined)
      throw new BatchError(known.doc.state === "deleting" ? "PoolBeingDeleted" : "PoolExists");
    return store.pools.insert(request.account, newPool(given, clock.now()));
  });
  cluster.addPool(pool.seq);
  return created(poolHead(request, pool));
};
