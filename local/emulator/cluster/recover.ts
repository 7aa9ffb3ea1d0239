import { join } from "node:path";
import { nodeDir, removeDirectory } from "./directories.ts";
import { killTree } from "./kill-tree.ts";
import type { ClusterContext } from "./runtime.ts";

/**
 * Ends processes that an earlier process of this service left behind, and requeues their tasks as if their nodes had been
 * lost. Finishes the removal of nodes that were leaving.
 */
export const recover = async (context: Pick<ClusterContext, "store" | "dir">): Promise<void> => {
  killTree({ dirs: new Set([join(context.dir, "nodes")]) });
  const { nodes, pools, tasks } = context.store;
  const leaving = nodes.where({ sql: "json_extract(doc, '$.state') = 'leavingpool'", values: [] });
  for (const node of leaving) {
    const pool = pools.get(node.parent);
    if (pool !== undefined)
      await removeDirectory(
        nodeDir(context.dir, { account: pool.parent, pool: pool.doc.id, id: node.doc.id }),
      );
  }
  context.store.transaction(() => {
    for (const node of leaving) nodes.remove(node.seq);
    for (const task of tasks.placed()) tasks.giveBack(task, "lost");
  });
};
