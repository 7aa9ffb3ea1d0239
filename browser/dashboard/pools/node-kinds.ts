import type { NodeView } from "../../contract/dashboard.ts";
import { counted } from "../../ui/format.ts";

/** Kind of a node's state. Each has a shape and a colour. */
interface NodeKind {
  readonly name: "running" | "idle" | "starting" | "broken" | "leaving";
  readonly symbol: string;
  readonly label: string;
}

const kinds: readonly (NodeKind & { readonly states: readonly string[] })[] = [
  { name: "running", symbol: "■", label: "Busy", states: ["running"] },
  { name: "idle", symbol: "□", label: "Idle", states: ["idle"] },
  {
    name: "starting",
    symbol: "▸",
    label: "Starting",
    states: ["creating", "starting", "waitingforstarttask", "rebooting", "reimaging", "upgradingos"],
  },
  { name: "broken", symbol: "✘", label: "Unusable", states: ["starttaskfailed", "unusable", "preempted"] },
];

const leaving: NodeKind = { name: "leaving", symbol: "·", label: "Leaving or offline" };

export const nodeKind = ({ state }: Pick<NodeView, "state">): NodeKind =>
  kinds.find(({ states }) => states.includes(state.toLowerCase())) ?? leaving;

/** Kinds in the order of the legend. */
export const nodeKinds: readonly NodeKind[] = [...kinds, leaving];

/** Such as "8 of 8 slots in use". */
export const slotsText = (nodes: readonly NodeView[]): string => {
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  const slots = sum(nodes.map((node) => node.slots));
  const used = sum(nodes.map((node) => node.runningTasks));
  return `${used} of ${counted(slots, "slot")} in use`;
};

/** Such as "tvm-1: running, 1 of 2 slots in use, spot". */
export const nodeText = ({ id, state, runningTasks, slots, isSpot }: NodeView): string =>
  `${id}: ${state}, ${runningTasks} of ${slots} ${slots === 1 ? "slot" : "slots"} in use${isSpot ? ", spot" : ""}`;
