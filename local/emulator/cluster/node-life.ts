import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Node, NodeState } from "../state/resource-types.ts";
import type { StoredNode, StoredPool } from "../state/store.ts";
import { nodeIn } from "../state/transitions.ts";
import { messageOf } from "../system/errors.ts";
import { formatTime } from "../time/clock.ts";
import type { Transition } from "../time/pace.ts";
import { newAbort } from "./abort.ts";
import { nodeBlobs } from "./blob-access.ts";
import { nodeDir, nodeDirectories, removeDirectory } from "./directories.ts";
import { endRuns } from "./end-runs.ts";
import { nodeEnvironment } from "./environment.ts";
import { isDiskFull } from "./failures.ts";
import { killTree } from "./kill-tree.ts";
import type { Ending } from "./outcome.ts";
import type { ClusterContext, NodeRuntime } from "./runtime.ts";
import { noteChange, type SamplingContext } from "./sampling.ts";
import { runStartTask } from "./start-task.ts";
import { type PaceContext, untilOver } from "./until-over.ts";
import { untilSaved } from "./until-saved.ts";

/** Members for changing a node's state. */
export type NodeContext = SamplingContext & Pick<ClusterContext, "clock" | "pools">;

/** Members for booting a node. */
export type BootContext = NodeContext &
  PaceContext &
  Pick<ClusterContext, "dispatcher" | "faults" | "launcher" | "log" | "prepareNode">;

/** Inserts new nodes into the database. Call within a transaction. */
export const addNodes = (
  { store, clock }: Pick<ClusterContext, "store" | "clock">,
  pool: StoredPool,
  { count, isDedicated }: { readonly count: number; readonly isDedicated: boolean },
): StoredNode[] => {
  const now = formatTime(clock.now());
  const present = store.nodes.where({ sql: "parent = ?", values: [pool.seq] });
  const used = new Set(
    present.filter(({ doc }) => doc.isDedicated === isDedicated).map(({ doc }) => doc.index),
  );
  const indexes = Array.from({ length: used.size + count }, (_, index) => index).filter(
    (index) => !used.has(index),
  );
  // As on Azure: d for dedicated nodes, p for spot nodes.
  const newId = () => `tvmps_${randomBytes(32).toString("hex")}_${isDedicated ? "d" : "p"}`;
  const ids = Array.from({ length: count }, newId).sort();
  return ids.map((id, place) =>
    store.nodes.insert(pool.seq, {
      id,
      state: "creating",
      schedulingState: "enabled",
      stateTransitionTime: now,
      allocationTime: now,
      isDedicated,
      vmSize: pool.doc.vmSize.toLowerCase(),
      totalTasksRun: 0,
      totalTasksSucceeded: 0,
      index: indexes[place] ?? place,
    }),
  );
};

/** Boots a node of the database, unless it is deallocated. */
export const startNode = (
  context: BootContext & Pick<ClusterContext, "dir" | "endpoint" | "blobAccess">,
  pool: StoredPool,
  node: StoredNode,
): NodeRuntime => {
  const dir = nodeDir(context.dir, { account: pool.parent, pool: pool.doc.id, id: node.doc.id });
  const runtime: NodeRuntime = {
    seq: node.seq,
    id: node.doc.id,
    pool: pool.seq,
    dir,
    slots: pool.doc.taskSlotsPerNode,
    environment: nodeEnvironment({
      account: pool.parent,
      endpoint: context.endpoint(),
      pool: pool.doc.id,
      node: node.doc.id,
      isDedicated: node.doc.isDedicated,
      nodeDir: dir,
    }),
    blobs: nodeBlobs(context, pool),
    used: 0,
    runs: new Set(),
    totals: { run: node.doc.totalTasksRun, succeeded: node.doc.totalTasksSucceeded },
    recent: [],
    accepts: false,
    refuses: new Set(),
    preparations: new Map(),
    life: newAbort(),
    boot: Promise.resolve(),
  };
  context.pools.get(pool.seq)?.nodes.set(runtime.id, runtime);
  if (/^deallocat/.test(node.doc.state)) keepDeallocated(context, runtime);
  else runtime.boot = boot(context, runtime, isUp(node.doc.state) ? undefined : "bootNode");
  return runtime;
};

/** Returns whether a node had booted when the service ended. It is ready again without the time of a boot on Azure. */
const isUp = (state: NodeState): boolean => !/^(creating|starting|rebooting|reimaging)$/.test(state);

/** Saves `deallocated` for a node that was deallocating or deallocated when the service ended. */
const keepDeallocated = (context: NodeContext, node: NodeRuntime): void => {
  node.life.abort();
  setState(context, node, "deallocated");
};

/**
 * Boots a node until it is idle or its start task has failed; `transition` is the time that its boot takes. Never rejects: an
 * error makes the node unusable.
 */
export const boot = async (
  context: BootContext,
  node: NodeRuntime,
  transition?: Transition,
): Promise<void> => {
  const { signal } = node.life;
  try {
    await untilSaved(context, signal, () => bootOnce(context, node, transition));
  } catch (error) {
    if (signal.aborted) return;
    const message = messageOf(error);
    context.log(`node ${node.id} is unusable: ${message}`);
    const errors = [{ code: isDiskFull(error) ? "DiskFull" : "NodeError", message }];
    const save = () => setState(context, node, "unusable", { errors });
    await untilSaved(context, signal, save).catch(
      (reason: unknown) => signal.aborted || context.onBug(reason),
    );
  }
};

const bootOnce = async (
  context: BootContext,
  node: NodeRuntime,
  transition: Transition | undefined,
): Promise<void> => {
  const { signal } = node.life;
  const stored = () => context.store.nodes.get(node.seq)?.doc;
  const { state, stateTransitionTime = "" } = stored() ?? {};
  if (state === "creating") await untilOver(context, "createNode", { since: stateTransitionTime, signal });
  // A boot that the end of the service interrupted continues.
  if (state !== "starting") setState(context, node, "starting", { errors: undefined });
  if (transition !== undefined)
    await untilOver(context, transition, { since: stored()?.stateTransitionTime ?? "", signal });
  await Promise.all(nodeDirectories.map((name) => mkdir(join(node.dir, name), { recursive: true })));
  await context.prepareNode({ sharedDir: join(node.dir, "shared") });
  if (signal.aborted) return;
  saveNode(context, node, { lastBootTime: formatTime(context.clock.now()) });
  const ready = () => acceptTasks(context, node);
  if (await runStartTask(context, { node, setState: (state) => setState(context, node, state), ready }))
    ready();
};

const acceptTasks = (context: NodeContext & Pick<ClusterContext, "dispatcher">, node: NodeRuntime): void => {
  const doc = context.store.nodes.get(node.seq)?.doc;
  if (doc === undefined || node.life.signal.aborted || node.accepts) return;
  const enabled = doc.schedulingState === "enabled" || doc.isDeallocated === true;
  const changes = enabled ? ({ schedulingState: "enabled", isDeallocated: undefined } as const) : {};
  setState(context, node, enabled ? "idle" : "offline", changes);
  node.accepts = enabled;
  context.dispatcher.wakePool(node.pool);
};

/** Saves changes of a node's document. */
const saveNode = (context: Pick<ClusterContext, "store">, node: NodeRuntime, changes: Partial<Node>): void =>
  context.store.transaction(() => {
    const stored = context.store.nodes.get(node.seq);
    if (stored !== undefined) context.store.nodes.save({ ...stored, doc: { ...stored.doc, ...changes } });
  });

/** Saves a node's state with other changes of its document. */
export const setState = (
  context: NodeContext,
  node: NodeRuntime,
  state: NodeState,
  changes: Partial<Node> = {},
): void => {
  const { nodes } = context.store;
  context.store.transaction(() => {
    const stored = nodes.get(node.seq);
    if (stored === undefined) return;
    const totals = { totalTasksRun: node.totals.run, totalTasksSucceeded: node.totals.succeeded };
    const doc = { ...nodeIn(stored.doc, state, context.clock.now()), ...totals, ...changes };
    nodes.save({ ...stored, doc });
  });
  noteChange(context, context.pools.get(node.pool));
};

/** Ends all processes of a node; `ending` is the reason for its tasks. */
export const stopNode = async (node: NodeRuntime, ending: Ending): Promise<void> => {
  node.accepts = false;
  node.life.abort();
  await endRuns([...node.runs], ending);
  await Promise.all([node.boot, ...[...node.preparations.values()].map(({ done }) => done)]);
  killTree({ dirs: new Set([node.dir]) });
};

/** Removes a node: its processes immediately; its files and the node itself after `linger`, which gets the time at which it began to leave. */
export const removeNode = async (
  context: NodeContext,
  node: NodeRuntime,
  {
    ending,
    linger = async () => {},
  }: { readonly ending: Ending; readonly linger?: (since: string) => Promise<void> },
): Promise<void> => {
  const before = context.store.nodes.get(node.seq)?.doc.state;
  if (before !== "leavingpool") setState(context, node, "leavingpool");
  await stopNode(node, ending);
  await linger(context.store.nodes.get(node.seq)?.doc.stateTransitionTime ?? "");
  await removeDirectory(node.dir);
  context.store.transaction(() => {
    context.store.preparations.remove({ node: node.id });
    context.store.nodes.remove(node.seq);
  });
  const pool = context.pools.get(node.pool);
  pool?.nodes.delete(node.id);
  noteChange(context, pool);
};
