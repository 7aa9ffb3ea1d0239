/** A node's kind and used slots. */
interface NodeLoad {
  readonly id: string;
  readonly isDedicated: boolean;
  readonly used: number;
}

export interface Targets {
  readonly targetDedicatedNodes: number;
  readonly targetLowPriorityNodes: number;
}

export interface ResizePlan {
  /** Ids of nodes to remove. */
  readonly surplus: readonly string[];
  readonly missingDedicated: number;
  readonly missingLowPriority: number;
}

/** Plans how to reach the targets. Removes the nodes in `leaving` in any case, then those with the fewest used slots. */
export const planResize = (
  nodes: readonly NodeLoad[],
  targets: Targets,
  leaving: ReadonlySet<string> = new Set(),
): ResizePlan => {
  const dedicated = planKind(
    nodes.filter(({ isDedicated }) => isDedicated),
    targets.targetDedicatedNodes,
    leaving,
  );
  const spot = planKind(
    nodes.filter(({ isDedicated }) => !isDedicated),
    targets.targetLowPriorityNodes,
    leaving,
  );
  return {
    surplus: [...dedicated.surplus, ...spot.surplus],
    missingDedicated: dedicated.missing,
    missingLowPriority: spot.missing,
  };
};

const planKind = (nodes: readonly NodeLoad[], target: number, leaving: ReadonlySet<string>) => {
  const named = nodes.filter(({ id }) => leaving.has(id));
  const others = nodes.filter(({ id }) => !leaving.has(id)).sort((a, b) => a.used - b.used);
  const extra = others.slice(0, Math.max(0, others.length - target));
  return {
    surplus: [...named, ...extra].map(({ id }) => id),
    missing: Math.max(0, target - others.length),
  };
};
