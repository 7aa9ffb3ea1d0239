import { minHeap } from "./min-heap.ts";

/** Intervals of tasks on nodes, one per index. */
interface Intervals {
  /** Number of the node; -1 for a task that none has started. */
  readonly node: Int32Array;
  /** -1 if unknown. */
  readonly start: ArrayLike<number>;
  readonly end: ArrayLike<number>;
}

interface Lanes {
  /** Lane of each task on its node, from 0. */
  readonly slot: Uint16Array;
  /** Lanes that each node needs. */
  readonly counts: Uint16Array;
}

/**
 * Assigns tasks to the lanes of their nodes, because Batch doesn't report slots: in the order of their starts, each to the first free lane.
 * Clocks of Batch and nodes differ, so a task may start before another one has ended although the node has no other slot; it gets the
 * lane that is free next. Takes O(n log n).
 *
 * @param slots lanes per node; 0 if unknown, then a node gets as many as it needs
 */
export const assignLanes = ({ node, start, end }: Intervals, nodeCount: number, slots: number): Lanes => {
  const slot = new Uint16Array(node.length);
  const counts = new Uint16Array(nodeCount);
  const nodes = Array.from({ length: nodeCount }, () => ({
    free: minHeap((lane) => lane),
    busy: minHeap((lane) => laneEnds.get(lane) ?? 0),
  }));
  const laneEnds = new Map<number, number>();
  const started = Uint32Array.from(node.keys()).filter((task) => node[task] !== -1 && start[task] !== -1);
  for (const task of started.sort((a, b) => start[a]! - start[b]! || a - b)) {
    const at = node[task]!;
    const { free, busy } = nodes[at]!;
    while (busy.size() > 0 && laneEnds.get(busy.first()!)! <= start[task]!) free.push(busy.pop()!);
    const isFull = free.size() === 0 && slots > 0 && counts[at]! >= slots;
    const next = (): number => {
      counts[at] = counts[at]! + 1;
      return at * 65_536 + counts[at] - 1;
    };
    const lane = isFull ? busy.pop()! : (free.pop() ?? next());
    laneEnds.set(lane, Math.max(end[task]!, start[task]!, isFull ? laneEnds.get(lane)! : 0));
    busy.push(lane);
    slot[task] = lane % 65_536;
  }
  return { slot, counts };
};
