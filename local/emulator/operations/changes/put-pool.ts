import { isDeepStrictEqual } from "node:util";
import { BatchError } from "../../protocol/errors.ts";
import { type NewPool, newPool } from "../../state/pool-defaults.ts";
import type { Pool } from "../../state/resource-types.ts";
import { modified, poolAllocation } from "../../state/transitions.ts";
import { checkPool } from "../checks/check-pool.ts";
import type { Batch } from "../operation-context.ts";

/** Adds or replaces a pool as a PUT through ARM does. Putting the same pool again changes nothing. */
export const putPool = (
  { store, cluster, clock }: Pick<Batch, "store" | "cluster" | "clock">,
  account: string,
  given: NewPool,
): void => {
  checkPool(given, "Pool_Add");
  const before = store.pools.find(account, given.id);
  const fresh = newPool(given, clock.now());
  if (before === undefined) {
    const added = store.transaction(() => store.pools.insert(account, fresh));
    cluster.addPool(added.seq);
    return;
  }
  if (before.doc.state === "deleting") throw new BatchError("PoolBeingDeleted");
  const wanted = { ...fresh, ...keptOf(before.doc), ...scaled(fresh, before.doc) };
  const { eTag, lastModified } = before.doc;
  if (isSame({ ...wanted, eTag, lastModified }, before.doc)) return;
  const now = clock.now();
  const changed = modified(wanted, now);
  const doc = wanted.enableAutoScale ? changed : poolAllocation(changed, "resizing", now);
  store.transaction(() => store.pools.save({ ...before, doc }));
  if (!wanted.enableAutoScale) cluster.resizePool(before.seq);
  cluster.autoScaleChanged(before.seq);
};

const keptOf = ({
  state,
  stateTransitionTime,
  creationTime,
  allocationState,
  allocationStateTransitionTime,
}: Pool): Partial<Pool> => ({
  state,
  stateTransitionTime,
  creationTime,
  allocationState,
  allocationStateTransitionTime,
});

/** Returns what the pool keeps of its autoscaling. A new formula or interval is evaluated at once. */
const scaled = (fresh: Pool, before: Pool): Partial<Pool> => {
  if (!fresh.enableAutoScale) return {};
  const { targetDedicatedNodes, targetLowPriorityNodes, resizeErrors, autoScaleRun } = before;
  const isFollowed =
    fresh.autoScaleFormula === before.autoScaleFormula &&
    fresh.autoScaleEvaluationInterval === before.autoScaleEvaluationInterval;
  const run = isFollowed ? { autoScaleRun } : {};
  return { targetDedicatedNodes, targetLowPriorityNodes, resizeErrors, ...run };
};

/** Compares as JSON, which leaves out undefined properties. */
const isSame = (a: Pool, b: Pool): boolean =>
  isDeepStrictEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)));
