import type { NodeCounts } from "../job/node-words.ts";
import { shareOut } from "../text/share-out.ts";
import type { Style } from "./style.ts";

/** Kinds of node states, told apart without colour too. */
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

/** What is on its way out, or of whom nobody knows. */
const others = { cell: "·", colour: "gray" } as const;

/** A cell for each node by its state; where there are more nodes than cells, each state gets its share. */
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
