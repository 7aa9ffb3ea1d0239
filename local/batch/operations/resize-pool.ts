import type { Batch } from "../batch.ts";
import { checkConditions } from "../conditions.ts";
import { BatchError, missingProperty } from "../errors.ts";
import { poolOf } from "../lookup.ts";
import { type BatchRequest, type BatchResult, done } from "../request.ts";
import { poolAllocation } from "../state/transitions.ts";
import type { Deallocation, Pool } from "../state/types.ts";
import { poolHead } from "../wire/pool.ts";

type Parameter = Partial<Pick<Pool, "targetDedicatedNodes" | "targetLowPriorityNodes" | "resizeTimeout">> & {
  readonly nodeDeallocationOption?: Deallocation;
};

export const resizePool = (
  { store, cluster, clock }: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const { nodeDeallocationOption: deallocation, ...targets } = request.body as Parameter;
  if (targets.targetDedicatedNodes === undefined && targets.targetLowPriorityNodes === undefined)
    throw missingProperty("targetDedicatedNodes");
  const pool = store.transaction(() => {
    const before = poolOf({ store }, request);
    checkConditions(request, before.doc, "write");
    if (before.doc.state === "deleting") throw new BatchError("PoolBeingDeleted");
    if (before.doc.enableAutoScale) throw new BatchError("OperationNotValidOnPool");
    if (before.doc.allocationState !== "steady") throw new BatchError("PoolBeingResized");
    const doc = {
      ...poolAllocation(before.doc, "resizing", clock.now()),
      ...targets,
      resizeErrors: undefined,
    };
    return store.pools.save({ ...before, doc });
  });
  cluster.resizePool(pool.seq, { deallocation });
  return done(202, poolHead(request, pool));
};
