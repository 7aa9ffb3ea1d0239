import { dirname } from "node:path";
import { resizeError } from "../faults/resize-error.ts";
import type { Deallocation, Pool } from "../state/resource-types.ts";
import type { StoredPool } from "../state/store.ts";
import { poolAllocation } from "../state/transitions.ts";
import { limitMillis } from "../time/duration.ts";
import { newAbort } from "./abort.ts";
import { nodeDir, removeDirectory } from "./directories.ts";
import { addNode, type BootContext, type NodeContext, removeNode, startNode } from "./node-life.ts";
import { planResize, type Targets } from "./resize-plan.ts";
import type { ClusterContext, NodeRuntime, PoolRuntime } from "./runtime.ts";
import { untilFree } from "./until-free.ts";
import { untilSaved } from "./until-saved.ts";

type ResizeError = NonNullable<Pool["resizeErrors"]>[number];

type RemovalContext = NodeContext & Pick<ClusterContext, "dispatcher" | "closing" | "pause">;
type ResizeContext = BootContext & Pick<ClusterContext, "dir" | "endpoint" | "blobAccess" | "closing">;

/** Adds and removes nodes until a pool has its targets, then saves `steady`. Its allocation state is `resizing` before. */
export const resizePool = async (context: ResizeContext, seq: number): Promise<void> => {
  const pool = context.store.pools.get(seq);
  const runtime = context.pools.get(seq);
  if (pool?.doc.state !== "active" || runtime === undefined) return;
  // The service ended while the resize was being stopped.
  if (pool.doc.allocationState === "stopping") return saveSteady(context, seq, [resizeStopped]);
  const { deallocation, nodes } = pool.doc.leaving ?? {};
  const plan = planResize(loadOf(context, runtime), withinQuota(pool.doc), new Set(nodes));
  const isGrowing = plan.missingDedicated + plan.missingLowPriority > 0;
  const error = isGrowing ? context.faults?.forResize({ pool: pool.doc.id }) : undefined;
  if (error === undefined) addMissingNodes(context, pool, plan);
  const interrupted = await removeSurplusNodes(context, {
    pool,
    runtime,
    ids: plan.surplus,
    how: deallocation,
  });
  saveSteady(
    context,
    seq,
    [error, ...quotaErrors(pool.doc), interrupted].filter((each) => each !== undefined),
  );
};

// Nodes per pool and kind, in place of a core quota: a request may ask for two billion nodes.
const quota = 200;

const withinQuota = ({ targetDedicatedNodes, targetLowPriorityNodes }: Pool): Targets => ({
  targetDedicatedNodes: Math.min(targetDedicatedNodes, quota),
  targetLowPriorityNodes: Math.min(targetLowPriorityNodes, quota),
});

const quotaErrors = ({ targetDedicatedNodes, targetLowPriorityNodes }: Pool): ResizeError[] => [
  ...(targetDedicatedNodes > quota ? [resizeError("AccountCoreQuotaReached")] : []),
  ...(targetLowPriorityNodes > quota ? [resizeError("AccountLowPriorityCoreQuotaReached")] : []),
];

const loadOf = (context: Pick<ClusterContext, "store">, pool: PoolRuntime) =>
  [...pool.nodes.values()].map((node) => ({
    id: node.id,
    used: node.used,
    isDedicated: context.store.nodes.get(node.seq)?.doc.isDedicated ?? true,
  }));

const addMissingNodes = (
  context: ResizeContext,
  pool: StoredPool,
  { missingDedicated, missingLowPriority }: { missingDedicated: number; missingLowPriority: number },
): void => {
  const added = context.store.transaction(() => [
    ...Array.from({ length: missingDedicated }, () => addNode(context, pool, true)),
    ...Array.from({ length: missingLowPriority }, () => addNode(context, pool, false)),
  ]);
  for (const node of added) startNode(context, pool, node);
};

/** Resolves when the nodes are removed, or with the error that ended the resize before. */
const removeSurplusNodes = async (
  context: RemovalContext,
  {
    pool,
    runtime,
    ids,
    how = "requeue",
  }: { pool: StoredPool; runtime: PoolRuntime; ids: readonly string[]; how?: Deallocation },
): Promise<ResizeError | undefined> => {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<ResizeError>();
  runtime.stopResize = () => stop(resizeStopped);
  const key = `resize ${pool.seq}`;
  const limit = limitMillis(pool.doc.resizeTimeout) ?? 900_000;
  context.alarm.set(key, startOf(context, pool) + limit, () => stop(allocationTimedOut));
  const nodes = ids.map((id) => runtime.nodes.get(id)).filter((node) => node !== undefined);
  const interrupted = await Promise.all(
    nodes.map((node) => removeSurplusNode(context, node, { how, stopped })),
  );
  context.alarm.clear(key);
  runtime.stopResize = undefined;
  return interrupted.find((each) => each !== undefined);
};

/** Start of the resize in milliseconds, possibly before a restart. A lost node is replaced while the pool is steady: now. */
const startOf = ({ clock }: Pick<ClusterContext, "clock">, { doc }: StoredPool): number =>
  doc.allocationState === "resizing" ? Date.parse(doc.allocationStateTransitionTime) : clock.now() / 1000;

const resizeStopped: ResizeError = { code: "ResizeStopped", message: "Resize was stopped by user request." };

const allocationTimedOut: ResizeError = {
  code: "AllocationTimedout",
  message: "Desired number of nodes could not be reached within the resize timeout.",
};

const removeSurplusNode = async (
  context: RemovalContext,
  node: NodeRuntime,
  { how, stopped }: { how: Deallocation; stopped: Promise<ResizeError> },
): Promise<ResizeError | undefined> => {
  if (how === "taskcompletion" || how === "retaineddata") {
    const wasAccepting = node.accepts;
    node.accepts = false;
    const giveUp = newAbort();
    const through = untilFree(context, node, { option: how, signal: giveUp.signal }).then(() => undefined);
    const interrupted = await Promise.race([through, stopped]).finally(() => giveUp.abort());
    if (interrupted !== undefined) {
      node.accepts = wasAccepting;
      context.dispatcher.wakePool(node.pool);
      return interrupted;
    }
  }
  await removeNode(context, node, how === "terminate" ? "terminate" : "requeue");
  return undefined;
};

const saveSteady = (
  context: Pick<ClusterContext, "store" | "clock">,
  seq: number,
  errors: readonly ResizeError[],
): void =>
  context.store.transaction(() => {
    const pool = context.store.pools.get(seq);
    if (pool === undefined || pool.doc.state !== "active") return;
    const resizeErrors = errors.length === 0 ? undefined : errors;
    const changes = { resizeErrors, leaving: undefined };
    const doc = poolAllocation({ ...pool.doc, ...changes }, "steady", context.clock.now());
    context.store.pools.save({ ...pool, doc });
  });

/** Deletes a pool whose state is `deleting`. Resolves when its nodes, their processes and files are removed. */
export const deletePool = async (
  context: NodeContext & Pick<ClusterContext, "dir" | "closing" | "log" | "pause">,
  seq: number,
): Promise<void> => {
  const pool = context.store.pools.get(seq);
  const runtime = context.pools.get(seq);
  if (pool === undefined || runtime === undefined) return;
  runtime.deleting ??= untilSaved(context, context.closing.signal, () => removePool(context, pool, runtime));
  await runtime.deleting;
};

const removePool = async (
  context: NodeContext & Pick<ClusterContext, "dir">,
  pool: StoredPool,
  runtime: PoolRuntime,
): Promise<void> => {
  const { seq } = pool;
  await Promise.all([...runtime.nodes.values()].map((node) => removeNode(context, node, "requeue")));
  await removeDirectory(
    dirname(nodeDir(context.dir, { account: pool.parent, pool: pool.doc.id, id: "any" })),
  );
  context.pools.delete(seq);
  context.store.transaction(() => {
    context.store.samples.remove(seq);
    context.store.pools.remove(seq);
  });
};
