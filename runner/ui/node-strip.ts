import type { NodeCounts } from "../job/node-words.ts";
import { shareOut } from "../text/share-out.ts";
import type { Style } from "./style.ts";

/** Kinds of node states, distinct without colour. */
const kinds = [
  { cell: "■", colour: "green", states: ["running"] },
  { cell: "□", colour: "green", states: ["idle"] },
  {
    cell: "▸",
    colour: "yellow",
    states: ["creating", "starting", "waitingforstarttask", "rebooting", "reimaging"],
  },
  { cell: "✘", colour: "red", states: ["starttaskfailed", "unusable"] },
] as const;

/** Nodes that are leaving, offline or in an unknown state. */
const others = { cell: "·", colour: "gray" } as const;

/** Returns a cell per node, or cells in proportion to the states if there are more nodes than cells. */
export const nodeStrip = (nodes: NodeCounts, width: number, style: Style): string => {
  const total = sum(Object.values(nodes));
  const known = kinds.map(({ states }) => sum(states.map((state) => nodes[state] ?? 0)));
  const counts = [...known, total - sum(known)];
  const cells = total <= width ? counts : shareOut(counts, width);
  return [...kinds, others]
    .map(({ cell, colour }, i) => ((cells[i] ?? 0) > 0 ? style(colour, cell.repeat(cells[i] ?? 0)) : ""))
    .join("");
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
