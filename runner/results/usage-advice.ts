import { bytes, plural } from "../text/amounts.ts";
import type { TaskOutcome } from "./outcome.ts";
import type { RunEnvironment } from "./run-environment.ts";
import type { RunUsage } from "./run-usage.ts";

type UsedTask = Pick<TaskOutcome, "times" | "usage" | "slots" | "exitCode" | "cachedFrom">;
type Place = Pick<RunEnvironment, "kind" | "taskSlotsPerNode">;

/** More slots are advised only after this many tasks, each of which ran for at least `longTaskMs`. */
const enoughTasks = 10;
const longTaskMs = 10_000;

/** Part of a node's memory that tasks may fill; the rest is for the system and the Batch agent. */
const usableMemory = 0.9;

/** Tasks get this much more memory than the highest measured peak, because later inputs may need more. */
const memoryMargin = 1.2;

/** From this part of a node's memory on, a killed task probably lacked memory: the last growth before the kill is not measured. */
const nearlyAll = 0.8;

/** Largest `taskSlotsPerNode` of Azure Batch: four times the cores, and 256. */
const mostSlots = (cores: number): number => Math.min(4 * cores, 256);

/** Returns what the tasks needed, with advice; undefined if no task was measured. Tasks that an earlier run completed don't count. */
export const runUsage = (outcomes: Iterable<UsedTask>, place: Place): RunUsage | undefined => {
  const sums = measure(outcomes, place.taskSlotsPerNode);
  const { peakBytes, nodeBytes, nodeCores, cpuSeconds, programMs } = sums;
  if (peakBytes === 0 || !Number.isFinite(nodeBytes) || !Number.isFinite(nodeCores)) return undefined;
  const coresPerTask = programMs < 1000 ? undefined : (cpuSeconds * 1000) / programMs;
  const usage = { peakBytes, coresPerTask, nodeBytes, nodeCores, slotsPerNode: place.taskSlotsPerNode };
  return { ...usage, advice: (place.kind === "local" ? localFacts : adviceFor)(usage, sums) };
};

interface Sums {
  readonly peakBytes: number;
  /** The highest peaks, one for each slot of a node, the highest first. A task with several slots counts several times, with a part each. */
  readonly peaks: readonly number[];
  readonly nodeBytes: number;
  readonly nodeCores: number;
  readonly cpuSeconds: number;
  readonly programMs: number;
  readonly longTasks: number;
  readonly killedTasks: number;
  /** Whether a task took several slots. */
  readonly hasWideTasks: boolean;
}

const measure = (outcomes: Iterable<UsedTask>, slots: number): Sums => {
  const peaks: number[] = [];
  let [nodeBytes, nodeCores] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [peakBytes, cpuSeconds, programMs, longTasks, killedTasks] = [0, 0, 0, 0, 0];
  let hasWideTasks = false;
  for (const { usage, times = {}, slots: own = 1, exitCode, cachedFrom } of outcomes) {
    if (usage === undefined || cachedFrom !== undefined) continue;
    nodeBytes = Math.min(nodeBytes, usage.nodeBytes ?? nodeBytes);
    nodeCores = Math.min(nodeCores, usage.nodeCores ?? nodeCores);
    if (exitCode === 137) killedTasks += 1;
    const ms = Date.parse(times.endedAt ?? "") - Date.parse(times.programStartedAt ?? "");
    if (usage.cpuSeconds !== undefined && ms > 0) {
      cpuSeconds += usage.cpuSeconds;
      programMs += ms;
    }
    if (usage.peakBytes === undefined) continue;
    if (ms >= longTaskMs) longTasks += 1;
    hasWideTasks ||= own > 1;
    peakBytes = Math.max(peakBytes, usage.peakBytes);
    for (let slot = 0; slot < own; slot++) addPeak(peaks, usage.peakBytes / own, slots);
  }
  const counts = { longTasks, killedTasks, hasWideTasks };
  return { peakBytes, peaks, nodeBytes, nodeCores, cpuSeconds, programMs, ...counts };
};

/** Keeps the highest peaks in descending order. */
const addPeak = (peaks: number[], peak: number, most: number): void => {
  if (peaks.length >= most && peak <= (peaks.at(-1) ?? 0)) return;
  const index = peaks.findIndex((other) => other < peak);
  peaks.splice(index === -1 ? peaks.length : index, 0, peak);
  peaks.length = Math.min(peaks.length, most);
};

const adviceFor = (usage: Omit<RunUsage, "advice">, sums: Sums): string | undefined => {
  const { peakBytes, nodeBytes, slotsPerNode } = usage;
  const together = sums.peaks.reduce((sum, peak) => sum + peak, 0);
  const safer = saferWords(usage);
  if (sums.killedTasks > 0 && together >= nearlyAll * nodeBytes)
    return `${plural(sums.killedTasks, "task")} probably ran out of memory: ${peakWords(usage)}, ${slotWords(slotsPerNode)}; use ${safer}`;
  if (together > usableMemory * nodeBytes)
    return `Memory is nearly full: ${peakWords(usage)}, ${slotWords(slotsPerNode)}; ${safer} is safer`;
  const fitting = slotsThatFit(usage);
  if (
    sums.hasWideTasks ||
    sums.longTasks < enoughTasks ||
    fitting <= slotsPerNode ||
    usage.coresPerTask === undefined
  )
    return undefined;
  const cores = `${usage.coresPerTask.toFixed(1)} of ${plural(usage.nodeCores, "core")}`;
  return `Peak ${bytes(peakBytes)} of ${bytes(nodeBytes)} and ${cores} per task: \`taskSlotsPerNode: ${fitting}\` would fit`;
};

/** Nodes of the local cloud share one machine, so that its memory and cores say nothing about slots. */
const localFacts = (usage: Omit<RunUsage, "advice">, sums: Sums): string | undefined => {
  const { peakBytes, nodeBytes, nodeCores, coresPerTask } = usage;
  if (sums.killedTasks > 0 && peakBytes >= nearlyAll * nodeBytes)
    return `${plural(sums.killedTasks, "task")} probably ran out of memory: peak ${bytes(peakBytes)} of this machine's ${bytes(nodeBytes)}`;
  if (sums.longTasks < enoughTasks || coresPerTask === undefined) return undefined;
  const machine = `${bytes(nodeBytes)} and ${plural(nodeCores, "core")}`;
  return `Peak ${bytes(peakBytes)} and ${coresPerTask.toFixed(1)} cores per task; the local nodes share this machine's ${machine}`;
};

const slotsForMemory = ({ peakBytes, nodeBytes }: Pick<RunUsage, "peakBytes" | "nodeBytes">): number =>
  Math.floor((usableMemory * nodeBytes) / (memoryMargin * peakBytes));

/**
 * Returns the slots that fit by memory and by CPU. A task that uses a core all the time needs it for itself, so that sharing cores is advised only if
 * they are idle in part. Networks and disks are not measured.
 */
const slotsThatFit = (usage: Omit<RunUsage, "advice">): number => {
  const { coresPerTask = 0, nodeCores } = usage;
  // The tolerance keeps a program of one thread at one core.
  const forCpu = coresPerTask === 0 ? Number.POSITIVE_INFINITY : Math.floor(nodeCores / coresPerTask + 0.1);
  return Math.min(slotsForMemory(usage), forCpu, mostSlots(nodeCores));
};

const peakWords = ({ peakBytes, nodeBytes }: Pick<RunUsage, "peakBytes" | "nodeBytes">): string =>
  `peak ${bytes(peakBytes)} per task of the node's ${bytes(nodeBytes)}`;

const slotWords = (slots: number): string => `${plural(slots, "slot")} per node`;

/** Names what gives a task more memory. */
const saferWords = (usage: Omit<RunUsage, "advice">): string => {
  const slots = Math.min(slotsForMemory(usage), usage.slotsPerNode - 1);
  return slots >= 1 ? `\`taskSlotsPerNode: ${slots}\` or a larger vmSize` : "a larger vmSize";
};
