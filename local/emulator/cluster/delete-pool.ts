import { dirname } from "node:path";
import type { StoredPool } from "../state/store.ts";
import type { Transition } from "../time/pace.ts";
import { nodeDir, removeDirectory } from "./directories.ts";
import { type NodeContext, removeNode } from "./node-life.ts";
import type { ClusterContext, PoolRuntime } from "./runtime.ts";
import { type PaceContext, untilOver } from "./until-over.ts";
import { untilSaved } from "./until-saved.ts";

type DeletePoolContext = NodeContext & PaceContext & Pick<ClusterContext, "dir" | "closing" | "log">;

/**
 * Deletes a pool whose state is `deleting`. Resolves when its nodes, their processes and files are removed; `hurry` ignores the
 * pace.
 */
export const deletePool = async (
  context: DeletePoolContext,
  seq: number,
  {
    hurry = false,
    transition = "deletePool",
  }: { readonly hurry?: boolean; readonly transition?: Transition } = {},
): Promise<void> => {
  const pool = context.store.pools.get(seq);
  const runtime = context.pools.get(seq);
  if (pool === undefined || runtime === undefined) return;
  if (hurry) runtime.hurry.abort();
  runtime.deleting ??= untilSaved(context, context.closing.signal, () =>
    removePool(context, { pool, runtime, transition }),
  );
  await runtime.deleting;
};

const removePool = async (
  context: DeletePoolContext,
  {
    pool,
    runtime,
    transition,
  }: { readonly pool: StoredPool; readonly runtime: PoolRuntime; readonly transition: Transition },
): Promise<void> => {
  const { seq } = pool;
  // End its resize.
  runtime.stopResize?.();
  const since = pool.doc.stateTransitionTime;
  const over = untilOver(context, transition, { since, signal: runtime.hurry.signal }).catch(() => {});
  const linger = () => over;
  await Promise.all(
    [...runtime.nodes.values()].map((node) => removeNode(context, node, { ending: "requeue", linger })),
  );
  await over;
  await removeDirectory(
    dirname(nodeDir(context.dir, { account: pool.parent, pool: pool.doc.id, id: "any" })),
  );
  context.pools.delete(seq);
  context.store.transaction(() => {
    context.store.samples.remove(seq);
    context.store.pools.remove(seq);
  });
};
