import type { Deallocation, NodeState } from "../state/resource-types.ts";
import { newAbort } from "./abort.ts";
import { removeDirectory } from "./directories.ts";
import { endRuns } from "./end-runs.ts";
import { boot, setState, stopNode } from "./node-life.ts";
import type { NodeRuntime, Room } from "./runtime.ts";
import { untilFree } from "./until-free.ts";

/** The node says `rebooting` or `reimaging` already. A reimage takes its files as well. */
export const restartNode = async (
  room: Room,
  node: NodeRuntime,
  { option, reimage }: { option: Deallocation; reimage: boolean },
): Promise<void> => {
  await takeDown(room, node, option);
  // It may have left the pool meanwhile.
  if (room.store.nodes.get(node.seq) === undefined) return;
  if (reimage) await wipe(room, node);
  bootNode(room, node);
};

/** The node says `starting` if it was deallocated. From nothing: what jobs had prepared on it is prepared anew. */
export const bootNode = (room: Room, node: NodeRuntime): void => {
  node.preparations.clear();
  node.refuses.clear();
  node.life = newAbort();
  node.boot = boot(room, node);
};

/** The node says `deallocating` already; it is down when it says `deallocated`. */
export const deallocateNode = async (room: Room, node: NodeRuntime, option: Deallocation): Promise<void> => {
  await takeDown(room, node, option);
  if (stateOf(room, node) === "deallocating") setState(room, node, "deallocated");
};

const wipe = async (room: Room, node: NodeRuntime): Promise<void> => {
  await removeDirectory(node.dir);
  room.store.transaction(() => room.store.preparations.remove({ node: node.id }));
};

/** The node says `disabled` already; it is offline when no task is left. */
export const disableNode = async (room: Room, node: NodeRuntime, option: Deallocation): Promise<void> => {
  node.accepts = false;
  await endTasks(room, node, option);
  if (isUp(room, node)) setState(room, node, "offline");
};

/** The node says `enabled` already. */
export const enableNode = (room: Room, node: NodeRuntime): void => {
  if (!isUp(room, node)) return;
  node.accepts = true;
  setState(room, node, node.runs.size === 0 ? "idle" : "running");
  room.dispatcher.wakePool(node.pool);
};

const isUp = (room: Room, node: NodeRuntime): boolean =>
  /^(idle|running|offline)$/.test(stateOf(room, node) ?? "");

const stateOf = (room: Room, node: NodeRuntime): NodeState | undefined =>
  room.store.nodes.get(node.seq)?.doc.state;

const takeDown = async (room: Room, node: NodeRuntime, option: Deallocation): Promise<void> => {
  node.accepts = false;
  await endTasks(room, node, option);
  await stopNode(node, option === "terminate" ? "terminate" : "requeue");
};

const endTasks = async (room: Room, node: NodeRuntime, option: Deallocation): Promise<void> => {
  if (option === "terminate" || option === "requeue") await endRuns([...node.runs], option);
  else await untilFree(room, node, { option });
};
