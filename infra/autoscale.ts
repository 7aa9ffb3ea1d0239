/** How a pool follows its queue. All numbers are whole. */
export interface AutoscaleOptions {
  /** Nodes that are there with nothing to do; 0 lets the pool go to none. */
  readonly minNodes: number;
  /** Nodes that run tasks at most, at least `minNodes`. */
  readonly maxNodes: number;
  /** Of 100 nodes, how many are spot. What is rounded is rounded to the nearer number, and halves to spot. */
  readonly spotPercent: number;
  readonly taskSlotsPerNode: number;
  /** How long a node is kept after there was work for it, at least 1. */
  readonly idleMinutes: number;
}

/** The shortest that Azure takes: a pool at 0 nodes asks for its first one so late. */
export const evaluationInterval = "PT5M";

/**
 * The formula by which Azure Batch sets the pool's targets.
 *
 * The minimum is dedicated, because a spot node may be gone at any time; the spot share counts for what is above it. A
 * preempted node stays in the pool and takes no task: a dedicated one stands in for it until it comes back, unless all
 * nodes are to be spot (nextflow-io/nextflow#5545). Nodes are only removed when their tasks are done.
 *
 * A formula can't see how many slots a task needs (Azure/Batch#118): each counts for one.
 *
 * @see https://learn.microsoft.com/azure/batch/batch-automatic-scaling
 */
export const autoscaleFormula = (options: AutoscaleOptions): string =>
  [...nodes(options), ...kinds(options), "$NodeDeallocationOption = taskcompletion;"].join("\n");

/** Nodes of each kind when the queue is long and none is preempted. */
export const mostNodes = ({
  minNodes,
  maxNodes,
  spotPercent,
}: Pick<AutoscaleOptions, "minNodes" | "maxNodes" | "spotPercent">): { dedicated: number; spot: number } => {
  const spot = Math.min(maxNodes - minNodes, Math.round((maxNodes * spotPercent) / 100));
  return { dedicated: maxNodes - spot, spot };
};

const nodes = ({ minNodes, maxNodes, taskSlotsPerNode, idleMinutes }: AutoscaleOptions): string[] => [
  // A new pool has no sample for minutes, and to want some would fail and leave it at 0: Azure/batch-shipyard#138.
  "// Tasks that wait or run: the most of the last minutes, so that a node is kept for as long.",
  "// A new pool has no samples: its queue counts as empty.",
  `idle = TimeInterval_Minute * ${idleMinutes};`,
  "latest = max(0, $PendingTasks.GetSample(1));",
  "isKnown = $PendingTasks.GetSamplePercent(idle) > 0;",
  "tasks = isKnown ? max(latest, $PendingTasks.GetSample(idle)) : latest;",
  `// A node runs ${taskSlotsPerNode} at a time.`,
  `nodes = max(${minNodes}, min(${maxNodes}, ceil(tasks / ${taskSlotsPerNode})));`,
];

const kinds = ({ minNodes, spotPercent }: AutoscaleOptions): string[] => {
  if (spotPercent === 0) return ["$TargetDedicatedNodes = nodes;", "$TargetLowPriorityNodes = 0;"];
  const spot = [
    minNodes === 0 ? `// ${spotPercent}% are spot.` : `// ${spotPercent}% are spot, but not the minimum.`,
    `spot = min(nodes - ${minNodes}, round(nodes * ${spotPercent} / 100));`,
    "$TargetLowPriorityNodes = spot;",
  ];
  if (spotPercent === 100) return [...spot, "$TargetDedicatedNodes = nodes - spot;"];
  return [
    ...spot,
    "// A dedicated node stands in for each one that is preempted.",
    "preempted = min(spot, max(0, $PreemptedNodeCount.GetSample(1)));",
    "$TargetDedicatedNodes = nodes - spot + preempted;",
  ];
};
