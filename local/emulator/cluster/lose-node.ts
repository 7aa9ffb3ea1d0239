import type { NodeFault } from "../faults/faults.ts";
import { removeNode, setState, stopNode } from "./node-life.ts";
import { resizePool } from "./pool-life.ts";
import type { NodeRuntime, Room, Run } from "./runtime.ts";

/** Where a fault says so, takes the node away from the task that starts on it. */
export const strikeNode = (room: Room, { node, task }: Run): void => {
  const { store, faults } = room;
  if (faults === undefined) return;
  const job = store.jobs.get(task.job)?.doc.id ?? "";
  const pool = store.pools.get(node.pool)?.doc.id ?? "";
  const isDedicated = store.nodes.get(node.seq)?.doc.isDedicated ?? true;
  const fault = faults.forTaskStart({ pool, node: node.id, isDedicated, job, task: task.id });
  if (fault === undefined) return;
  const key = `loss of ${node.id} in ${task.seq}`;
  later(room, { key, delayMs: fault.delayMs }, () => loseNode(room, node, fault));
};

/** Its tasks go back to the queue, its files are gone, and after a while another node takes its place. */
const loseNode = async (room: Room, node: NodeRuntime, { fault, backMs }: NodeFault): Promise<void> => {
  if (node.life.signal.aborted) return;
  room.log(`node ${node.id} is ${fault === "preempt" ? "preempted" : "lost"}`);
  setState(room, node, fault === "preempt" ? "preempted" : "unknown");
  await stopNode(node, "lost");
  later(room, { key: `place of ${node.id}`, delayMs: backMs }, () => replaceNode(room, node));
};

const replaceNode = async (room: Room, node: NodeRuntime): Promise<void> => {
  const pool = room.pools.get(node.pool);
  // A resize may have taken it since, or a reboot have brought it back.
  if (pool?.nodes.get(node.id) !== node || !isLost(room, node)) return;
  await removeNode(room, node, "lost");
  pool.resizing = pool.resizing.then(() => resizePool(room, pool.seq));
  await pool.resizing;
};

const isLost = (room: Room, node: NodeRuntime): boolean =>
  /^(unknown|preempted)$/.test(room.store.nodes.get(node.seq)?.doc.state ?? "");

const later = (
  room: Room,
  { key, delayMs }: { readonly key: string; readonly delayMs: number },
  act: () => Promise<void>,
): void =>
  room.alarm.set(key, room.clock.now() / 1000 + delayMs, () => {
    act().catch(room.onBug);
  });
