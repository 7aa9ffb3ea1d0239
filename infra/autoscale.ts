/** Limits within which a pool follows its queue. All numbers are integers. */
export interface AutoscaleOptions {
  /** Nodes that stay even without tasks; 0 lets the pool scale to zero. */
  readonly minNodes: number;
  /** Most nodes in the pool; at least `minNodes`. */
  readonly maxNodes: number;
  /** Share of nodes that are spot, rounded to the nearest node; a half becomes a spot node. */
  readonly spotPercent: number;
  readonly taskSlotsPerNode: number;
  /** Minutes for which a node stays after its last task; at least 1. */
  readonly idleMinutes: number;
}

/** The shortest interval that Azure accepts; a pool at 0 nodes requests its first node after up to 5 minutes. */
export const evaluationInterval = "PT5M";

/** Minutes that Azure has to allocate spot nodes before dedicated nodes replace them: two evaluations. */
const graceMinutes = 10;

/**
 * Returns the formula with which Azure Batch sets the pool's target numbers of nodes.
 *
 * `minNodes` are dedicated, because Azure may take back a spot node at any time; `spotPercent` applies to the nodes above the minimum.
 * Dedicated nodes replace two kinds of spot nodes, up to the dedicated nodes of `mostNodes`: preempted nodes, which stay in
 * the pool and accept no tasks (nextflow-io/nextflow#5545), and nodes that Azure has not allocated for `graceMinutes`. A node
 * is removed only after its tasks have ended.
 *
 * A formula can't read how many slots a task needs (Azure/Batch#118), so each task counts as one slot.
 *
 * @see https://learn.microsoft.com/azure/batch/batch-automatic-scaling
 */
export const autoscaleFormula = (options: AutoscaleOptions): string =>
  [...nodes(options), ...kinds(options), "$NodeDeallocationOption = taskcompletion;"].join("\n");

/**
 * Returns the most nodes of each kind that the formula requests. The maximum without the spot share is dedicated, and at least one node
 * unless all are spot: a small pool would otherwise never get a node while Azure has no spot capacity.
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
  // A formula that requires a sample fails in a new pool, which has none for minutes and would stay at 0: Azure/batch-shipyard#138.
  "// Waiting and running tasks: the most in the idle time, so that nodes stay that long after their last task.",
  "// A new pool has no samples; its queue counts as empty.",
  `idle = TimeInterval_Minute * ${idleMinutes};`,
  "latest = max(0, $PendingTasks.GetSample(1));",
  "isKnown = $PendingTasks.GetSamplePercent(idle) > 0;",
  "tasks = isKnown ? max(latest, $PendingTasks.GetSample(idle)) : latest;",
  `// A node runs ${taskSlotsPerNode} tasks at a time.`,
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
    minNodes === 0
      ? `// ${spotPercent}% are spot.`
      : `// ${spotPercent}% are spot; the minimum is dedicated.`,
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

/** A formula keeps no variables between evaluations, so the earlier target is computed from earlier samples. */
const missing = (options: AutoscaleOptions): string[] => [
  "// Preempted spot nodes.",
  "preempted = min(spot, max(0, $PreemptedNodeCount.GetSample(1)));",
  `// Spot nodes requested ${graceMinutes} minutes ago and still, but not allocated at any time since.`,
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
