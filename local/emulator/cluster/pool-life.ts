import { resizeError } from "../faults/resize-error.ts";
import type { Deallocation, Pool } from "../state/resource-types.ts";
import type { StoredPool } from "../state/store.ts";
import { poolAllocation } from "../state/transitions.ts";
import { limitMillis } from "../time/duration.ts";
import { newAbort } from "./abort.ts";
import { addNode, type BootContext, type NodeContext, removeNode, startNode } from "./node-life.ts";
import { planResize, type ResizePlan, type Targets } from "./resize-plan.ts";
import type { ClusterContext, NodeRuntime, PoolRuntime } from "./runtime.ts";
import { untilFree } from "./until-free.ts";
import { type PaceContext, untilOver } from "./until-over.ts";

type ResizeError = NonNullable<Pool["resizeErrors"]>[number];

type RemovalContext = NodeContext & PaceContext & Pick<ClusterContext, "dispatcher" | "closing">;
type ResizeContext = BootContext & Pick<ClusterContext, "dir" | "endpoint" | "blobAccess" | "closing">;

/** Adds and removes nodes until a pool has its targets, then saves `steady`. Its allocation state is `resizing` before. */
export const resizePool = async (context: ResizeContext, seq: number): Promise<void> => {
  const pool = context.store.pools.get(seq);
  const runtime = context.pools.get(seq);
  if (pool?.doc.state !== "active" || runtime === undefined) return;
  // The service ended while the resize was being stopped.
  if (pool.doc.allocationState === "stopping") return finishStopping(context, seq);
  const { deallocation, nodes } = pool.doc.leaving ?? {};
  const plan = planResize(loadOf(context, runtime), withinQuota(pool.doc), new Set(nodes));
  const limits = limitResize(context, pool, runtime);
  const [error, interrupted] = await Promise.all([
    addMissingNodes(context, pool, { plan, limits }),
    removeSurplusNodes(context, { runtime, ids: plan.surplus, how: deallocation, limits }),
  ]).finally(limits.end);
  if (isStopping(context, seq)) return finishStopping(context, seq);
  const errors = [error, ...quotaErrors(pool.doc), interrupted].filter((each) => each !== undefined);
  saveSteady(context, seq, [...new Set(errors)]);
};

/** A resize's start, and its end before it reaches its targets. */
interface ResizeLimits {
  /** Start in milliseconds. */
  readonly start: number;
  /** Resolves with the error when the resize is stopped or timed out. */
  readonly stopped: Promise<ResizeError>;
  readonly end: () => void;
}

const limitResize = (context: RemovalContext, pool: StoredPool, runtime: PoolRuntime): ResizeLimits => {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<ResizeError>();
  runtime.stopResize = () => stop(resizeStopped);
  const key = `resize ${pool.seq}`;
  const start = startOf(context, pool);
  const limit = limitMillis(pool.doc.resizeTimeout) ?? 900_000;
  context.alarm.set(key, start + limit, () => stop(allocationTimedOut));
  const end = (): void => {
    context.alarm.clear(key);
    runtime.stopResize = undefined;
  };
  return { start, stopped, end };
};

const isStopping = (context: Pick<ClusterContext, "store">, seq: number): boolean =>
  context.store.pools.get(seq)?.doc.allocationState === "stopping";

const finishStopping = async (context: RemovalContext, seq: number): Promise<void> => {
  const since = context.store.pools.get(seq)?.doc.allocationStateTransitionTime ?? 0;
  await untilOver(context, "stopResize", { since, signal: context.closing.signal });
  saveSteady(context, seq, [resizeStopped]);
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

/** Resolves when the nodes are allocated, or with the error that prevents it. */
const addMissingNodes = async (
  context: ResizeContext,
  pool: StoredPool,
  {
    plan: { missingDedicated, missingLowPriority },
    limits,
  }: { readonly plan: Omit<ResizePlan, "surplus">; readonly limits: ResizeLimits },
): Promise<ResizeError | undefined> => {
  if (missingDedicated + missingLowPriority === 0) return undefined;
  const error = context.faults?.forResize({ pool: pool.doc.id });
  const interrupted = await unlessStopped(limits, context.closing.signal, (signal) =>
    untilOver(context, "allocateNodes", { since: limits.start, signal }),
  );
  if (error !== undefined || interrupted !== undefined) return error ?? interrupted;
  if (context.store.pools.get(pool.seq)?.doc.state !== "active") return undefined;
  const added = context.store.transaction(() => [
    ...Array.from({ length: missingDedicated }, () => addNode(context, pool, true)),
    ...Array.from({ length: missingLowPriority }, () => addNode(context, pool, false)),
  ]);
  for (const node of added) startNode(context, pool, node);
  return undefined;
};

/** Resolves when the work is done, or with the error that ends the resize before; the work's signal is aborted then. */
const unlessStopped = async (
  { stopped }: Pick<ResizeLimits, "stopped">,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<ResizeError | undefined> => {
  const giveUp = newAbort();
  const done = work(AbortSignal.any([outer, giveUp.signal])).then(() => undefined);
  return Promise.race([done, stopped]).finally(() => giveUp.abort());
};

/** Resolves when the nodes are removed, or with the error that ended the resize before. */
const removeSurplusNodes = async (
  context: RemovalContext,
  {
    runtime,
    ids,
    how = "requeue",
    limits,
  }: { runtime: PoolRuntime; ids: readonly string[]; how?: Deallocation; limits: ResizeLimits },
): Promise<ResizeError | undefined> => {
  const nodes = ids.map((id) => runtime.nodes.get(id)).filter((node) => node !== undefined);
  const interrupted = await Promise.all(
    nodes.map((node) => removeSurplusNode(context, node, { how, limits })),
  );
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
  { how, limits }: { how: Deallocation; limits: ResizeLimits },
): Promise<ResizeError | undefined> => {
  if (how === "taskcompletion" || how === "retaineddata") {
    const wasAccepting = node.accepts;
    node.accepts = false;
    const interrupted = await unlessStopped(limits, node.life.signal, (signal) =>
      untilFree(context, node, { option: how, signal }),
    );
    if (interrupted !== undefined) {
      node.accepts = wasAccepting;
      context.dispatcher.wakePool(node.pool);
      return interrupted;
    }
  }
  const ending = how === "terminate" ? "terminate" : "requeue";
  const linger = (since: string) =>
    untilOver(context, "removeNode", { since, signal: context.closing.signal });
  await removeNode(context, node, { ending, linger });
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
