import { markPoolDeleting } from "../../state/mark-pool-deleting.ts";
import type { StoredPool } from "../../state/store.ts";
import type { Batch } from "../batch.ts";

/** Marks a pool as deleting, committed before the first await; resolves when its nodes and files are gone. */
export const deletePool = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  { seq }: StoredPool,
): Promise<void> => {
  markPoolDeleting(batch, seq);
  return batch.cluster.deletePool(seq);
};
