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

/** Minutes that Azure has to allocate spot nodes before dedicated ones replace them: two evaluations. */
const graceMinutes = 10;

/**
 * Returns the formula by which Azure Batch sets the pool's targets.
 *
 * The minimum is dedicated, because a spot node may be gone at any time; the spot share counts for what is above it. Dedicated
 * nodes replace spot nodes that are preempted, which stay in the pool and take no task (nextflow-io/nextflow#5545), and
 * spot nodes that Azure has not allocated for `graceMinutes`, up to the dedicated nodes of `mostNodes`. Nodes are removed
 * only when their tasks are done.
 *
 * A formula can't see how many slots a task needs (Azure/Batch#118): each counts for one.
 *
 * @see https://learn.microsoft.com/azure/batch/batch-automatic-scaling
 */
export const autoscaleFormula = (options: AutoscaleOptions): string =>
  [...nodes(options), ...kinds(options), "$NodeDeallocationOption = taskcompletion;"].join("\n");

/**
 * Returns the most nodes of each kind that the formula asks for. Dedicated ones are what the spot share leaves of the maximum, at
 * least one unless all nodes are spot: without spot capacity a pool of few nodes would otherwise never get one.
 */
export const mostNodes = ({
  minNodes,
  maxNodes,
  spotPercent,
}: Pick<AutoscaleOptions, "minNodes" | "maxNodes" | "spotPercent">): { dedicated: number; spot: number } => {
  const least = Math.max(minNodes, spotPercent < 100 ? 1 : 0);
  const spot = Math.min(maxNodes - least, Math.round((maxNodes * spotPercent) / 100));
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
  `nodes = ${nodesFor("tasks", { minNodes, maxNodes, taskSlotsPerNode })};`,
];

const nodesFor = (
  tasks: string,
  {
    minNodes,
    maxNodes,
    taskSlotsPerNode,
  }: Pick<AutoscaleOptions, "minNodes" | "maxNodes" | "taskSlotsPerNode">,
): string => `max(${minNodes}, min(${maxNodes}, ceil(${tasks} / ${taskSlotsPerNode})))`;

const kinds = (options: AutoscaleOptions): string[] => {
  const { minNodes, spotPercent } = options;
  if (spotPercent === 0) return ["$TargetDedicatedNodes = nodes;", "$TargetLowPriorityNodes = 0;"];
  const spot = [
    minNodes === 0 ? `// ${spotPercent}% are spot.` : `// ${spotPercent}% are spot, but not the minimum.`,
    `spot = ${spotOf("nodes", options)};`,
    "$TargetLowPriorityNodes = spot;",
  ];
  const { dedicated } = mostNodes(options);
  if (dedicated === minNodes) return [...spot, "$TargetDedicatedNodes = nodes - spot;"];
  return [...spot, ...missing(options), `$TargetDedicatedNodes = min(${dedicated}, nodes - spot + missing);`];
};

const spotOf = (nodes: string, options: AutoscaleOptions): string => {
  const { minNodes, spotPercent } = options;
  const most = minNodes === 0 ? mostNodes(options).spot : `${nodes} - ${minNodes}`;
  return `min(${most}, round(${nodes} * ${spotPercent} / 100))`;
};

/** A formula keeps no variable from one evaluation to the next: what it wanted before follows from the samples before. */
const missing = (options: AutoscaleOptions): string[] => [
  "// Spot nodes that are preempted.",
  "preempted = min(spot, max(0, $PreemptedNodeCount.GetSample(1)));",
  `// Spot nodes wanted ${graceMinutes} minutes ago and now, but not there at any time since.`,
  `grace = TimeInterval_Minute * ${graceMinutes};`,
  "wasKnown = $PendingTasks.GetSamplePercent(grace, grace + idle) > 0;",
  "before = wasKnown ? max(0, $PendingTasks.GetSample(grace, grace + idle)) : 0;",
  `nodesBefore = ${nodesFor("before", options)};`,
  `spotBefore = ${spotOf("nodesBefore", options)};`,
  "isCounted = $CurrentLowPriorityNodes.GetSamplePercent(grace) > 0;",
  "there = isCounted ? max(0, $CurrentLowPriorityNodes.GetSample(grace)) : spot;",
  "absent = max(0, min(spot, spotBefore) - there);",
  "// Dedicated nodes replace both.",
  "missing = preempted + absent;",
];
