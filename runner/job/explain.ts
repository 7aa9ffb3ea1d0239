import type { BatchServiceModels as Models } from "@azure/batch";
import type { FailedPreparation } from "../batch/batch-client.ts";

export interface PoolView {
  readonly poolId: string;
  /** Undefined: there is no such pool. */
  readonly pool:
    | Pick<Models.CloudPool, "allocationState" | "resizeErrors" | "enableAutoScale" | "autoScaleRun">
    | undefined;
  readonly nodes: readonly Pick<Models.ComputeNode, "id" | "state" | "errors" | "startTaskInfo">[];
  readonly failedPreparations: readonly FailedPreparation[];
}

export interface Explanation {
  /** One line. */
  readonly text: string;
  /** Waiting would not help: nothing is on its way that could run a task. */
  readonly hopeless: boolean;
  /** The file on a node that tells more. */
  readonly stderr?: { readonly nodeId: string; readonly path: string } | undefined;
}

/** How many nodes are in each state, in Batch's words. */
export type NodeCounts = Readonly<Record<string, number>>;

export const countNodes = (nodes: PoolView["nodes"]): NodeCounts => {
  const counts: Record<string, number> = {};
  for (const { state = "unknown" } of nodes) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
};

/** `1 idle, 2 starting`. */
export const describeNodes = (counts: NodeCounts): string =>
  Object.entries(counts)
    .map(([state, count]) => `${count} ${stateWords[state] ?? state}`)
    .join(", ");

const stateWords: Record<string, string> = {
  waitingforstarttask: "in the start task",
  starttaskfailed: "with a failed start task",
  leavingpool: "leaving",
};

/** Why no task of the job runs, though some are left. */
export const explainWait = (view: PoolView): Explanation => {
  const { poolId, pool, nodes, failedPreparations } = view;
  if (pool === undefined) return hopeless(`pool ${poolId} does not exist`);
  if (nodes.length === 0) return explainEmpty(poolId, pool);
  const dead = nodes.filter(({ state }) => state === "starttaskfailed" || state === "unusable");
  const unprepared = failedPreparations.filter(({ nodeId }) => nodes.some(({ id }) => id === nodeId));
  if (dead.length + unprepared.length < nodes.length) {
    const busy = nodes.some(({ state }) => state === "running") ? ", busy with other jobs" : "";
    return { text: `nodes: ${describeNodes(countNodes(nodes))}${busy}`, hopeless: false };
  }
  // A pool that still moves may bring better nodes.
  return { hopeless: pool.allocationState === "steady", ...explainFailures(nodes, unprepared, dead) };
};

const explainFailures = (
  { length }: PoolView["nodes"],
  [unprepared]: readonly FailedPreparation[],
  dead: PoolView["nodes"],
): Pick<Explanation, "text" | "stderr"> => {
  const where = length === 1 ? "the node" : `all ${length} nodes`;
  if (unprepared !== undefined) {
    const { nodeId, exitCode, message, folder } = unprepared;
    const text = `the job preparation task failed on ${where} (${exitOrReason(exitCode, message)})`;
    return { text, stderr: folder === undefined ? undefined : { nodeId, path: `${folder}/stderr.txt` } };
  }
  const failed = dead.find(({ state }) => state === "starttaskfailed");
  if (failed === undefined) return { text: unusable(dead) };
  const { exitCode, failureInfo } = failed.startTaskInfo ?? {};
  const text = `the start task failed on ${where} (${exitOrReason(exitCode, failureInfo?.message)})`;
  return {
    text,
    stderr: failed.id === undefined ? undefined : { nodeId: failed.id, path: "startup/stderr.txt" },
  };
};

const exitOrReason = (exitCode: number | undefined, message = "no reason given"): string =>
  exitCode === undefined ? message : `exit code ${exitCode}`;

const explainEmpty = (poolId: string, pool: NonNullable<PoolView["pool"]>): Explanation => {
  const error = pool.resizeErrors?.[0];
  const reason = error ? `: ${error.code}: ${error.message}` : "";
  if (pool.enableAutoScale) {
    const results = pool.autoScaleRun?.results ?? "the formula has not run yet";
    return { text: `pool ${poolId} has no nodes yet${reason}; autoscale: ${results}`, hopeless: false };
  }
  // Only a new resize could bring nodes to a steady pool, whether its error is fresh or old.
  if (pool.allocationState === "steady") {
    return hopeless(`pool ${poolId} has no nodes${reason || ": its nodeCount is 0"}`);
  }
  return { text: `pool ${poolId} is being given nodes, which usually takes a few minutes`, hopeless: false };
};

const unusable = (nodes: PoolView["nodes"]): string => {
  const error = nodes.flatMap(({ errors }) => errors ?? [])[0];
  return `no node is usable${error ? `: ${error.code}: ${error.message}` : ""}`;
};

const hopeless = (text: string): Explanation => ({ text, hopeless: true });
