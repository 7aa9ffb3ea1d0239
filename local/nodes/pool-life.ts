import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { StoredPool } from "../batch/state/store.ts";
import { poolAllocation } from "../batch/state/transitions.ts";
import type { Deallocation, Pool } from "../batch/state/types.ts";
import { nodeDir } from "./directories.ts";
import { addNode, removeNode, startNode } from "./node-life.ts";
import type { Ending } from "./outcome.ts";
import type { NodeRuntime, Room } from "./runtime.ts";

/**
 * Brings a pool's nodes to its targets and its allocation state to steady. The pool says `resizing` already. Nodes in
 * `leaving` go first, whatever the targets.
 */
export const resizePool = async (
  room: Room,
  seq: number,
  how: { readonly deallocation?: Deallocation; readonly leaving?: ReadonlySet<string> } = {},
): Promise<void> => {
  const pool = room.store.pools.get(seq);
  const runtime = room.pools.get(seq);
  if (pool?.doc.state !== "active" || runtime === undefined) return;
  const plans = [true, false].map((isDedicated) => {
    const surplus = surplusOf(room, pool, { isDedicated, leaving: how.leaving });
    const missing = target(pool, isDedicated) - nodesOf(room, pool, isDedicated).length + surplus.length;
    return { isDedicated, surplus, missing: Math.max(0, missing) };
  });
  const surplus = plans.flatMap((plan) => plan.surplus);
  const isGrowing = plans.some(({ missing }) => missing > 0);
  const error = isGrowing ? room.faults?.forResize({ pool: pool.doc.id }) : undefined;
  const added = room.store.transaction(() =>
    plans.flatMap(({ isDedicated, missing }) =>
      Array.from({ length: error === undefined ? missing : 0 }, () => addNode(room, pool, isDedicated)),
    ),
  );
  for (const node of added) startNode(room, pool, node);
  await Promise.all(surplus.map((node) => dismiss(room, node, how.deallocation ?? "requeue")));
  steady(room, seq, error && [error]);
};

const target = ({ doc }: StoredPool, isDedicated: boolean): number =>
  isDedicated ? doc.targetDedicatedNodes : doc.targetLowPriorityNodes;

const isDedicatedNode = (room: Room, node: NodeRuntime): boolean =>
  room.store.nodes.get(node.seq)?.doc.isDedicated ?? true;

const nodesOf = (room: Room, pool: StoredPool, isDedicated: boolean): NodeRuntime[] =>
  [...(room.pools.get(pool.seq)?.nodes.values() ?? [])].filter(
    (node) => isDedicatedNode(room, node) === isDedicated,
  );

/** Nodes above the target: those that were named, then those with the fewest tasks. */
const surplusOf = (
  room: Room,
  pool: StoredPool,
  { isDedicated, leaving }: { isDedicated: boolean; leaving?: ReadonlySet<string> },
): NodeRuntime[] => {
  const nodes = nodesOf(room, pool, isDedicated);
  const named = nodes.filter((node) => leaving?.has(node.id));
  const others = nodes.filter((node) => !leaving?.has(node.id)).sort((a, b) => a.used - b.used);
  return [...named, ...others.slice(0, Math.max(0, others.length - target(pool, isDedicated)))];
};

const dismiss = async (room: Room, node: NodeRuntime, deallocation: Deallocation): Promise<void> => {
  node.accepts = false;
  // retaineddata also waits for the files' retention on Azure; here the tasks are what counts.
  if (deallocation === "taskcompletion" || deallocation === "retaineddata")
    await Promise.all([...node.runs].map((run) => run.settled));
  const ending: Ending = deallocation === "terminate" ? "terminate" : "requeue";
  await removeNode(room, node, ending);
};

const steady = (room: Room, seq: number, resizeErrors: Pool["resizeErrors"]): void =>
  room.store.transaction(() => {
    const pool = room.store.pools.get(seq);
    if (pool === undefined || pool.doc.state !== "active") return;
    const doc = poolAllocation({ ...pool.doc, resizeErrors }, "steady", room.clock.now());
    room.store.pools.save({ ...pool, doc });
  });

/** The pool says `deleting` already; its nodes, their processes and files are gone when it resolves. */
export const deletePool = async (room: Room, seq: number): Promise<void> => {
  const pool = room.store.pools.get(seq);
  const runtime = room.pools.get(seq);
  if (pool === undefined || runtime === undefined) return;
  await Promise.all([...runtime.nodes.values()].map((node) => removeNode(room, node, "requeue")));
  await rm(dirname(nodeDir(room.dir, { account: pool.parent, pool: pool.doc.id, id: "any" })), {
    recursive: true,
    force: true,
  });
  room.pools.delete(seq);
  room.store.transaction(() => room.store.pools.remove(seq));
};
