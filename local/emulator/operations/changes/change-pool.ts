import type { BatchRequest } from "../../protocol/batch-request.ts";
import { BatchError } from "../../protocol/errors.ts";
import type { Pool } from "../../state/resource-types.ts";
import type { StoredPool } from "../../state/store.ts";
import { modified } from "../../state/transitions.ts";
import type { Micros } from "../../time/clock.ts";
import { checkPreconditions } from "../checks/check-preconditions.ts";
import { poolOf } from "../lookup.ts";
import type { Batch } from "../operation-context.ts";

/**
 * Changes the path's pool in a transaction, if the request's preconditions hold and the pool isn't being deleted. `keepsETag` is for
 * requests that Azure was recorded to answer with the pool's ETag before.
 */
export const changePool = (
  { store, clock }: Pick<Batch, "store" | "clock">,
  request: BatchRequest,
  change: (pool: Pool, now: Micros) => Pool,
  { keepsETag = false } = {},
): StoredPool =>
  store.transaction(() => {
    const before = poolOf({ store }, request);
    checkPreconditions(request, before.doc, "write");
    if (before.doc.state === "deleting") throw new BatchError("PoolBeingDeleted");
    const now = clock.now();
    const changed = change(before.doc, now);
    return store.pools.save({ ...before, doc: keepsETag ? changed : modified(changed, now) });
  });

/** Throws PoolBeingResized unless the pool's size is steady. */
export const checkSteady = (pool: Pool): void => {
  if (pool.allocationState !== "steady") throw new BatchError("PoolBeingResized");
};
