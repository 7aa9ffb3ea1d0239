import { timeinterval, type Value } from "./values.ts";

/** Target variables with their aliases. */
export const targets = [
  { name: "$TargetDedicatedNodes", alias: "$TargetDedicated" },
  { name: "$TargetLowPriorityNodes", alias: "$TargetLowPriority" },
] as const;

export const deallocationVariable = "$NodeDeallocationOption";

export const nodeDeallocationOptions = ["requeue", "terminate", "taskcompletion", "retaineddata"] as const;

export type NodeDeallocationOption = (typeof nodeDeallocationOptions)[number];

export const isNodeDeallocationOption = (text: string): text is NodeDeallocationOption =>
  nodeDeallocationOptions.some((option) => option === text);

/** Read-only service variables that have samples. */
export const metrics: ReadonlySet<string> = new Set([
  "$CPUPercent",
  "$WallClockSeconds",
  "$MemoryBytes",
  "$DiskBytes",
  "$DiskReadBytes",
  "$DiskWriteBytes",
  "$DiskReadOps",
  "$DiskWriteOps",
  "$NetworkInBytes",
  "$NetworkOutBytes",
  "$SampleNodeCount",
  "$ActiveTasks",
  "$RunningTasks",
  "$PendingTasks",
  "$SucceededTasks",
  "$FailedTasks",
  "$TaskSlotsPerNode",
  "$CurrentDedicatedNodes",
  "$CurrentLowPriorityNodes",
  "$PreemptedNodeCount",
  "$UsableNodeCount",
]);

/** Names from before 2017, which Microsoft's examples still use. */
export const metricAliases: ReadonlyMap<string, string> = new Map([
  ["$CurrentDedicated", "$CurrentDedicatedNodes"],
  ["$CurrentLowPriority", "$CurrentLowPriorityNodes"],
]);

/** Constants by name. TimeInterval_Year as 365 days is not verified. */
export const constants: ReadonlyMap<string, Value> = new Map(
  Object.entries({
    TimeInterval_Zero: 0,
    TimeInterval_100ns: 0.0001,
    TimeInterval_Microsecond: 0.001,
    TimeInterval_Millisecond: 1,
    TimeInterval_Second: 1000,
    TimeInterval_Minute: 60_000,
    TimeInterval_Hour: 3_600_000,
    TimeInterval_Day: 86_400_000,
    TimeInterval_Week: 7 * 86_400_000,
    TimeInterval_Year: 365 * 86_400_000,
  }).map(([name, milliseconds]) => [name, timeinterval(milliseconds)]),
);
