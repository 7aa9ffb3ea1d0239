import type { NodeFault } from "../faults/faults.ts";
import { type NodeContext, removeNode, setState, stopNode } from "./node-life.ts";
import type { ClusterContext, NodeRuntime, Run } from "./runtime.ts";

export type NodeLossContext = NodeContext & Pick<ClusterContext, "faults" | "log" | "resize">;

/** Loses the node of a task that has started, if a fault is declared for that. */
export const injectNodeFault = (context: NodeLossContext, { node, task }: Run): void => {
  const { store, faults } = context;
  if (faults === undefined) return;
  const job = store.jobs.get(task.job)?.doc.id ?? "";
  const pool = store.pools.get(node.pool)?.doc.id ?? "";
  const isDedicated = store.nodes.get(node.seq)?.doc.isDedicated ?? true;
  const fault = faults.forTaskStart({ pool, node: node.id, isDedicated, job, task: task.id });
  if (fault === undefined) return;
  const key = `loss of ${node.id} in ${task.seq}`;
  later(context, { key, delayMs: fault.delayMs }, () => loseNode(context, node, fault));
};

/** Requeues the node's tasks, and after a delay replaces the node. */
const loseNode = async (
  context: NodeLossContext,
  node: NodeRuntime,
  { fault, backMs }: NodeFault,
): Promise<void> => {
  if (node.life.signal.aborted) return;
  context.log(`node ${node.id} is ${fault === "preempt" ? "preempted" : "lost"}`);
  setState(context, node, fault === "preempt" ? "preempted" : "unknown");
  await stopNode(node, "lost");
  later(context, { key: `replacement of ${node.id}`, delayMs: backMs }, () => replaceNode(context, node));
};

const replaceNode = async (
  context: NodeContext & Pick<ClusterContext, "resize">,
  node: NodeRuntime,
): Promise<void> => {
  const pool = context.pools.get(node.pool);
  // A resize may have removed the node meanwhile, or a reboot repaired it.
  if (pool?.nodes.get(node.id) !== node || !isLost(context, node)) return;
  await removeNode(context, node, { ending: "lost" });
  pool.resizing = pool.resizing.then(() => context.resize(pool.seq));
  await pool.resizing;
};

const isLost = (context: Pick<ClusterContext, "store">, node: NodeRuntime): boolean =>
  /^(unknown|preempted)$/.test(context.store.nodes.get(node.seq)?.doc.state ?? "");

const later = (
  context: Pick<ClusterContext, "alarm" | "clock" | "onBug">,
  { key, delayMs }: { readonly key: string; readonly delayMs: number },
  act: () => Promise<void>,
): void =>
  context.alarm.set(key, context.clock.now() / 1000 + delayMs, () => {
    act().catch(context.onBug);
  });
