/** A node that takes tasks. */
interface NodeSlots {
  readonly id: string;
  readonly used: number;
  readonly slots: number;
  /** Database keys of jobs whose preparation task failed on the node. */
  readonly refuses: ReadonlySet<number>;
}

/** A waiting task. */
interface Candidate {
  readonly seq: number;
  readonly job: number;
  readonly slots: number;
  /** Id of the preferred node. */
  readonly affinity?: string;
}

interface Placement<C extends Candidate> {
  readonly task: C;
  readonly node: string;
}

/**
 * Chooses a node for each task, in the order of the tasks, and omits tasks that fit on no node. A task's preferred node comes
 * first; otherwise `spread` chooses the node with the most free slots and `pack` the one with the fewest that are enough.
 */
export const chooseNodes = <C extends Candidate>(
  tasks: readonly C[],
  nodes: readonly NodeSlots[],
  fill: "spread" | "pack",
): Placement<C>[] => {
  const used = new Map(nodes.map((node) => [node.id, node.used]));
  const free = (node: NodeSlots) => node.slots - (used.get(node.id) ?? 0);
  const better = (a: NodeSlots, b: NodeSlots) => (fill === "spread" ? free(a) > free(b) : free(a) < free(b));
  const pick = (task: C): NodeSlots | undefined => {
    let best: NodeSlots | undefined;
    for (const node of nodes) {
      if (free(node) < task.slots || node.refuses.has(task.job)) continue;
      if (node.id === task.affinity) return node;
      if (best === undefined || better(node, best)) best = node;
    }
    return best;
  };
  return tasks.flatMap((task) => {
    const node = pick(task);
    if (node === undefined) return [];
    used.set(node.id, (used.get(node.id) ?? 0) + task.slots);
    return [{ task, node: node.id }];
  });
};
