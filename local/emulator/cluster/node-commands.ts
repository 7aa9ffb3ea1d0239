import type { Deallocation, NodeState } from "../state/resource-types.ts";
import type { Transition } from "../time/pace.ts";
import { newAbort } from "./abort.ts";
import { removeDirectory } from "./directories.ts";
import { endRuns } from "./end-runs.ts";
import { type BootContext, boot, type NodeContext, setState, stopNode } from "./node-life.ts";
import type { ClusterContext, NodeRuntime } from "./runtime.ts";
import { untilFree } from "./until-free.ts";
import { type PaceContext, untilOver } from "./until-over.ts";

type EndTasksContext = PaceContext & Pick<ClusterContext, "store" | "closing">;

/** Restarts a node whose state is `rebooting` or `reimaging`. Reimaging also removes its files. */
export const restartNode = async (
  context: BootContext & Pick<ClusterContext, "closing">,
  node: NodeRuntime,
  { option, reimage }: { option: Deallocation; reimage: boolean },
): Promise<void> => {
  await shutDown(context, node, option);
  await untilDown(context, node, "restartNode");
  // The node may have left the pool meanwhile.
  if (!/^(rebooting|reimaging)$/.test(stateOf(context, node) ?? "")) return;
  if (reimage) await wipe(context, node);
  bootNode(context, node, "bootNode");
};

/** Boots a node. Jobs prepare it again. */
export const bootNode = (context: BootContext, node: NodeRuntime, transition: Transition): void => {
  node.preparations.clear();
  node.refuses.clear();
  node.life = newAbort();
  node.boot = boot(context, node, transition);
};

/** Shuts down a node whose state is `deallocating`, then saves `deallocated`. */
export const deallocateNode = async (
  context: NodeContext & EndTasksContext,
  node: NodeRuntime,
  option: Deallocation,
): Promise<void> => {
  await shutDown(context, node, option);
  await untilDown(context, node, "deallocateNode");
  if (stateOf(context, node) === "deallocating") setState(context, node, "deallocated");
};

/** Waits for the time that a node's current state lasts on Azure. */
const untilDown = async (
  context: EndTasksContext,
  node: NodeRuntime,
  transition: Transition,
): Promise<void> => {
  const since = context.store.nodes.get(node.seq)?.doc.stateTransitionTime;
  if (since !== undefined) await untilOver(context, transition, { since, signal: context.closing.signal });
};

const wipe = async (context: Pick<ClusterContext, "store">, node: NodeRuntime): Promise<void> => {
  await removeDirectory(node.dir);
  context.store.transaction(() => context.store.preparations.remove({ node: node.id }));
};

/** Ends the tasks of a node whose scheduling is disabled, then saves `offline`. */
export const disableNode = async (
  context: NodeContext & EndTasksContext,
  node: NodeRuntime,
  option: Deallocation,
): Promise<void> => {
  node.accepts = false;
  await endTasks(context, node, option);
  if (isUp(context, node)) setState(context, node, "offline");
};

/** Lets a node whose scheduling is enabled take tasks. */
export const enableNode = (
  context: NodeContext & Pick<ClusterContext, "dispatcher">,
  node: NodeRuntime,
): void => {
  if (!isUp(context, node)) return;
  node.accepts = true;
  setState(context, node, node.runs.size === 0 ? "idle" : "running");
  context.dispatcher.wakePool(node.pool);
};

const isUp = (context: Pick<ClusterContext, "store">, node: NodeRuntime): boolean =>
  /^(idle|running|offline)$/.test(stateOf(context, node) ?? "");

const stateOf = (context: Pick<ClusterContext, "store">, node: NodeRuntime): NodeState | undefined =>
  context.store.nodes.get(node.seq)?.doc.state;

const shutDown = async (context: EndTasksContext, node: NodeRuntime, option: Deallocation): Promise<void> => {
  node.accepts = false;
  await endTasks(context, node, option);
  await stopNode(node, option === "terminate" ? "terminate" : "requeue");
};

const endTasks = async (context: EndTasksContext, node: NodeRuntime, option: Deallocation): Promise<void> => {
  if (option === "terminate" || option === "requeue") await endRuns([...node.runs], option);
  else await untilFree(context, node, { option });
};
