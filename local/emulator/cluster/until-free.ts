import type { Deallocation } from "../state/resource-types.ts";
import type { ClusterContext, NodeRuntime } from "./runtime.ts";

// Upper limit of a wait, because a deleted task ends its retention early.
const maxWaitMs = 30_000;

/**
 * Resolves when a node has no running task and, with `retaineddata`, no retained files. Also resolves when the node is removed
 * or the signal is aborted. Rejects when the service closes.
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
    await context.pause(Math.min(retained / 1000, maxWaitMs), ended).catch(() => {});
    // The next start of the service continues to wait.
    context.closing.signal.throwIfAborted();
  }
};
