/** What the scheduler sees of a node that may take tasks. */
interface NodeSlots {
  readonly id: string;
  readonly used: number;
  readonly slots: number;
  /** Jobs whose preparation task failed on it. */
  readonly refuses: ReadonlySet<number>;
}

/** What the scheduler sees of a task that waits. */
interface Candidate {
  readonly seq: number;
  readonly job: number;
  readonly slots: number;
  /** The id of the node on which it had rather run. */
  readonly affinity?: string;
}

interface Placement<C extends Candidate> {
  readonly task: C;
  readonly node: string;
}

/**
 * Which task starts where, in the order of the tasks; one that fits nowhere stays. `spread` takes the emptiest node,
 * `pack` the fullest that has room. Pure.
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
