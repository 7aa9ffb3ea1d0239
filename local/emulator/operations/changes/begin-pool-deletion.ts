import { markPoolDeleting } from "../../state/mark-pool-deleting.ts";
import type { StoredPool } from "../../state/store.ts";
import type { Batch } from "../operation-context.ts";

/** Marks a pool as deleting, and commits that before it returns. Resolves when the pool's nodes and files are gone. */
export const beginPoolDeletion = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  { seq }: StoredPool,
  how: { readonly hurry?: boolean } = {},
): Promise<void> => {
  markPoolDeleting(batch, seq);
  return batch.cluster.deletePool(seq, how);
};
