import type { Deallocation } from "../state/resource-types.ts";
import type { ClusterContext, NodeRuntime } from "./runtime.ts";

// A task may be deleted meanwhile, and what is kept of it with it.
const longestLook = 30_000;

/**
 * Resolves when none of a node's tasks runs any more and, with `retaineddata`, the retention of all their files is over. Also
 * when the node goes before that, or the signal says so. Rejects when the service closes.
 */
export const untilFree = async (
  context: Pick<ClusterContext, "store" | "clock" | "pause" | "closing">,
  node: NodeRuntime,
  { option, signal = node.life.signal }: { option: Deallocation; signal?: AbortSignal },
): Promise<void> => {
  await Promise.all([...node.runs].map((run) => run.settled));
  if (option !== "retaineddata") return;
  const ended = AbortSignal.any([signal, node.life.signal]);
  while (!ended.aborted) {
    const retained = context.store.tasks.retainedUntil(node.pool, node.id) - context.clock.now();
    if (retained <= 0) return;
    await context.pause(Math.min(retained / 1000, longestLook), ended).catch(() => {});
    // Then it is not free: the next start waits on.
    context.closing.signal.throwIfAborted();
  }
};
