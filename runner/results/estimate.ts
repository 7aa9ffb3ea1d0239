import type { StackOutputs } from "../../infra/outputs.ts";
import { jobTasksOf } from "../manifest/job-tasks.ts";
import type { Manifest, ManifestTask } from "../manifest/manifest.ts";
import { outputsShown } from "../manifest/patterns.ts";
import { bytes, plural } from "../text/amounts.ts";
import { formatElapsed } from "../text/elapsed.ts";
import { visibleLine } from "../text/visible.ts";
import { costBasis, costWords } from "./cost-words.ts";
import { costOf, type NodeHours, type NodePrice, type RunCost } from "./run-cost.ts";

/** Estimate of a run before it starts. */
export interface RunEstimate {
  readonly workload: string;
  readonly tasks: number;
  /** Tasks that earlier runs completed; 0 on the local cloud, which a preview does not start. */
  readonly cached: number;
  /** Files that storage lacks, identical files counted once; on the local cloud, all files. */
  readonly uploads: number;
  readonly uploadBytes: number;
  /** Packages that nodes install for Python; absent if the workload requires none. */
  readonly packages?: readonly PackageEstimate[] | undefined;
  readonly poolId?: string | undefined;
  /** Tasks that run at a time when the pool has its maximum number of nodes. */
  readonly slots?: number | undefined;
  /** Time that nodes need in total; absent if no earlier run of this code is known. */
  readonly nodeHours?: number | undefined;
  /** Cost of the node hours; absent if they or the price of a node are unknown. */
  readonly cost?: RunCost | undefined;
}

interface PackageEstimate {
  readonly name: string;
  readonly version: string;
  readonly bytes: number;
}

interface EstimateRequest {
  readonly manifest: Manifest;
  /** The workload's description. */
  readonly description?: string | undefined;
  /** Returns a task's line in the list. Default: id, inputs and outputs. */
  readonly taskText?: ((task: ManifestTask) => string) | undefined;
  readonly missing: readonly { readonly size: number }[];
  /** Outputs of the environment; undefined without one. */
  readonly pool:
    | Pick<StackOutputs, "poolId" | "maxDedicatedNodes" | "maxSpotNodes" | "taskSlotsPerNode">
    | undefined;
  /** Median duration of earlier tasks of this code. Seconds. */
  readonly medianSeconds: number | undefined;
  readonly nodePrice: NodePrice | undefined;
}

interface EstimatedHours extends Pick<EstimateRequest, "manifest" | "medianSeconds"> {
  readonly pool: Pick<StackOutputs, "maxDedicatedNodes" | "maxSpotNodes" | "taskSlotsPerNode">;
}

/** Returns the node hours that a run needs, spot nodes by their share of the pool; undefined if no earlier run of this code is known. */
export const estimateHours = ({ manifest, medianSeconds, pool }: EstimatedHours): NodeHours | undefined => {
  const { count: toRun } = jobTasksOf(manifest);
  if (toRun > 0 && medianSeconds === undefined) return undefined;
  const { maxDedicatedNodes, maxSpotNodes, taskSlotsPerNode } = pool;
  const hours = (toRun * (medianSeconds ?? 0)) / 3600 / taskSlotsPerNode;
  const spotHours = (hours * maxSpotNodes) / Math.max(1, maxDedicatedNodes + maxSpotNodes);
  return { dedicatedHours: hours - spotHours, spotHours };
};

export const estimateRun = (request: EstimateRequest): RunEstimate => {
  const { manifest, missing, pool, medianSeconds, nodePrice } = request;
  const { count: toRun } = jobTasksOf(manifest);
  const hours = pool && estimateHours({ manifest, medianSeconds, pool });
  return {
    workload: manifest.workload,
    tasks: manifest.tasks.length,
    cached: manifest.tasks.length - toRun,
    uploads: missing.length,
    uploadBytes: missing.reduce((sum, { size }) => sum + size, 0),
    packages: manifest.packages?.wheels.map(({ name, version, size }) => ({ name, version, bytes: size })),
    poolId: pool?.poolId,
    slots: pool && (pool.maxDedicatedNodes + pool.maxSpotNodes) * pool.taskSlotsPerNode,
    nodeHours: hours && hours.dedicatedHours + hours.spotHours,
    cost: hours && costOf(hours, nodePrice),
  };
};

/** Most tasks that are listed. */
const listed = 20;

/** Formats the estimate for people. */
export const planText = (
  estimate: RunEstimate,
  { manifest, description, taskText = taskLine, medianSeconds }: EstimateRequest,
): string => {
  const { workload, tasks, cached, slots, poolId, uploads, uploadBytes } = estimate;
  const isConnected = poolId !== undefined;
  const lines = [
    ...Iterator.from(manifest.tasks)
      .take(listed)
      .map((task) => `  ${taskText(task)}${cachedMark(task)}`),
  ];
  if (tasks > listed) lines.push(`  and ${tasks - listed} more`);
  return [
    ...(description === undefined ? [] : [description]),
    `${workload}: ${plural(tasks, "task")}`,
    ...lines,
    ...packageLines(estimate, manifest),
    `To run:     ${plural(tasks - cached, "task")}${isConnected ? `, ${cached} completed by earlier runs` : " at most"}`,
    `To upload:  ${plural(uploads, "file")} (${bytes(uploadBytes)})${isConnected ? "" : " at most"}`,
    ...(slots === undefined ? [] : [`On:         pool ${poolId}, up to ${plural(slots, "task")} at a time`]),
    `Node time:  ${nodeTime(estimate, medianSeconds)}`,
    ...costLines(estimate),
    isConnected
      ? "Nothing was written."
      : "Nothing was written. The local cloud was not queried, so earlier results are ignored.",
  ].join("\n");
};

const packageLines = ({ packages = [] }: RunEstimate, { packages: found }: Manifest): string[] => {
  if (found === undefined) return [];
  const size = packages.reduce((sum, each) => sum + each.bytes, 0);
  const more = packages.length - listed;
  return [
    `packages:   ${packages.length} for Python ${found.python} on ${found.platform} (${bytes(size)})`,
    ...packages.slice(0, listed).map((each) => `  ${each.name} ${each.version}  ${bytes(each.bytes)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
};

const taskLine = (task: ManifestTask): string => {
  const { id, inputs, results = [], args } = task;
  const names = [...inputs, ...results].map(({ name }) => name);
  const what = `${shorten(names.length > 0 ? names : args)} → ${shorten(outputsShown(task))}`;
  return `${id}  ${what}`;
};

const cachedMark = ({ cachedFrom }: ManifestTask): string =>
  cachedFrom === undefined ? "" : `  (completed by ${cachedFrom})`;

/** Most names on a line. */
const named = 5;

const shorten = (names: readonly string[]): string => {
  const shown = names.slice(0, named).map(visibleLine).join(", ");
  return names.length <= named ? shown : `${shown} and ${names.length - named} more`;
};

/** Returns nothing if the node time is unknown or none. */
const costLines = ({ nodeHours, cost }: RunEstimate): string[] => {
  if (!nodeHours) return [];
  if (cost === undefined) return ["Cost:       unknown: no list price of a node; --node-price sets one"];
  return [`Cost:       ${costWords(cost)}`, `            ${costBasis(cost)}`];
};

const nodeTime = ({ nodeHours, slots, tasks, cached }: RunEstimate, medianSeconds = 0): string => {
  if (nodeHours === undefined) return "unknown: no earlier run of this code";
  if (nodeHours === 0) return "none";
  const seconds = Math.ceil((tasks - cached) / Math.max(1, slots ?? 1)) * medianSeconds;
  return `about ${formatElapsed(nodeHours * 3_600_000)}; ${formatElapsed(seconds * 1000)} with all nodes`;
};
