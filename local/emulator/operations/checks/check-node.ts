import { BatchError } from "../../protocol/errors.ts";
import type { Node, NodeState } from "../../state/resource-types.ts";

const notReady: ReadonlySet<NodeState> = new Set([
  "creating",
  "starting",
  "rebooting",
  "reimaging",
  "deallocating",
  "deallocated",
  "preempted",
  "unknown",
]);

/** Throws NodeNotReady for a node whose agent can't answer, because the node boots or is gone. */
export const checkNodeReady = ({ state }: Node): void => {
  if (notReady.has(state)) throw new BatchError("NodeNotReady");
};
