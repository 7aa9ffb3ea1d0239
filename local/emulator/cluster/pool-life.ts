import { resizeError } from "../faults/resize-error.ts";
import type { Deallocation, Pool } from "../state/resource-types.ts";
import type { StoredPool } from "../state/store.ts";
import { poolAllocation } from "../state/transitions.ts";
import { limitMillis } from "../time/duration.ts";
import { newAbort } from "./abort.ts";
import { type Interruption, interruptionErrors } from "./interruption.ts";
import { addNodes, type BootContext, type NodeContext, removeNode, startNode } from "./node-life.ts";
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
  const [error] = await Promise.all([
    addMissingNodes(context, pool, { plan, limits }),
    removeSurplusNodes(context, { runtime, ids: plan.surplus, how: deallocation, limits }),
  ]).finally(limits.end);
  if (isStopping(context, seq)) return finishStopping(context, seq);
  const errors = [...(error === undefined ? [] : [error]), ...quotaErrors(pool.doc)];
  saveSteady(context, seq, { errors, interruption: limits.interruption() });
};

/** A resize's start, and its end before it reaches its targets. */
interface ResizeLimits {
  /** Start in milliseconds. */
  readonly start: number;
  /** Resolves when the resize is stopped or timed out. */
  readonly stopped: Promise<Interruption>;
  /** Returns why the resize was stopped; undefined if it wasn't. */
  readonly interruption: () => Interruption | undefined;
  readonly end: () => void;
}

const limitResize = (context: RemovalContext, pool: StoredPool, runtime: PoolRuntime): ResizeLimits => {
  const { promise: stopped, resolve } = Promise.withResolvers<Interruption>();
  let interruption: Interruption | undefined;
  const stop = (why: Interruption): void => {
    interruption ??= why;
    resolve(why);
  };
  runtime.stopResize = () => stop("ResizeStopped");
  const key = `resize ${pool.seq}`;
  const start = startOf(context, pool);
  const limit = limitMillis(pool.doc.resizeTimeout) ?? 900_000;
  context.alarm.set(key, start + limit, () => stop("AllocationTimedout"));
  const end = (): void => {
    context.alarm.clear(key);
    runtime.stopResize = undefined;
  };
  return { start, stopped, interruption: () => interruption, end };
};

const isStopping = (context: Pick<ClusterContext, "store">, seq: number): boolean =>
  context.store.pools.get(seq)?.doc.allocationState === "stopping";

const finishStopping = async (context: RemovalContext, seq: number): Promise<void> => {
  const since = context.store.pools.get(seq)?.doc.allocationStateTransitionTime ?? 0;
  await untilOver(context, "stopResize", { since, signal: context.closing.signal });
  saveSteady(context, seq, { interruption: "ResizeStopped" });
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
  const transition = pool.doc.leaving?.isRequested ? "resizePool" : "allocateNodes";
  const isStopped = await unlessStopped(limits, context.closing.signal, (signal) =>
    untilOver(context, transition, { since: limits.start, signal }),
  );
  if (error !== undefined || isStopped) return error;
  if (context.store.pools.get(pool.seq)?.doc.state !== "active") return undefined;
  const added = context.store.transaction(() => [
    ...addNodes(context, pool, { count: missingDedicated, isDedicated: true }),
    ...addNodes(context, pool, { count: missingLowPriority, isDedicated: false }),
  ]);
  for (const node of added) startNode(context, pool, node);
  return undefined;
};

/** Resolves to false when the work is done, or to true when the resize is stopped before; the work's signal is aborted then. */
const unlessStopped = async (
  { stopped }: Pick<ResizeLimits, "stopped">,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<boolean> => {
  const giveUp = newAbort();
  const done = work(AbortSignal.any([outer, giveUp.signal])).then(() => false);
  return Promise.race([done, stopped.then(() => true)]).finally(() => giveUp.abort());
};

/** Resolves when the nodes are removed, or when the resize is stopped before. */
const removeSurplusNodes = async (
  context: RemovalContext,
  {
    runtime,
    ids,
    how = "requeue",
    limits,
  }: { runtime: PoolRuntime; ids: readonly string[]; how?: Deallocation; limits: ResizeLimits },
): Promise<void> => {
  const nodes = ids.map((id) => runtime.nodes.get(id)).filter((node) => node !== undefined);
  await Promise.all(nodes.map((node) => removeSurplusNode(context, node, { how, limits })));
};

/** Start of the resize in milliseconds, possibly before a restart. A lost node is replaced while the pool is steady: now. */
const startOf = ({ clock }: Pick<ClusterContext, "clock">, { doc }: StoredPool): number =>
  doc.allocationState === "resizing" ? Date.parse(doc.allocationStateTransitionTime) : clock.now() / 1000;

const removeSurplusNode = async (
  context: RemovalContext,
  node: NodeRuntime,
  { how, limits }: { how: Deallocation; limits: ResizeLimits },
): Promise<void> => {
  if (how === "taskcompletion" || how === "retaineddata") {
    const wasAccepting = node.accepts;
    node.accepts = false;
    const isStopped = await unlessStopped(limits, node.life.signal, (signal) =>
      untilFree(context, node, { option: how, signal }),
    );
    if (isStopped) {
      node.accepts = wasAccepting;
      context.dispatcher.wakePool(node.pool);
      return;
    }
  }
  const ending = how === "terminate" ? "terminate" : "requeue";
  const linger = (since: string) =>
    untilOver(context, "removeNode", { since, signal: context.closing.signal });
  await removeNode(context, node, { ending, linger });
};

const saveSteady = (
  context: Pick<ClusterContext, "store" | "clock">,
  seq: number,
  {
    errors = [],
    interruption,
  }: { readonly errors?: readonly ResizeError[]; readonly interruption?: Interruption },
): void =>
  context.store.transaction(() => {
    const pool = context.store.pools.get(seq);
    if (pool === undefined || pool.doc.state !== "active") return;
    const nodes = context.store.nodes.where({ sql: "parent = ?", values: [seq] }).map(({ doc }) => doc);
    const all = [...errors, ...(interruption ? interruptionErrors(interruption, pool.doc, nodes) : [])];
    const resizeErrors = all.length === 0 ? undefined : all;
    const changes = { resizeErrors, leaving: undefined };
    const doc = poolAllocation({ ...pool.doc, ...changes }, "steady", context.clock.now());
    context.store.pools.save({ ...pool, doc });
  });
