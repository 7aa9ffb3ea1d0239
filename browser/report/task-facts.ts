import type { ReportData, TaskColumns, TaskState } from "../contract/report-data.ts";
import { taskStates } from "../contract/report-data.ts";

/** Texts of task states. */
export const stateTexts: Record<TaskState, string> = {
  succeeded: "succeeded",
  failed: "failed",
  cached: "done earlier",
  notRun: "not run",
  running: "running",
  waiting: "waiting",
};

export const stateOf = (tasks: TaskColumns, task: number): TaskState =>
  taskStates[tasks.state[task] ?? 0] ?? "notRun";

/** Start on a node; -1 if unknown. */
export const startOf = ({ started, programStarted }: TaskColumns, task: number): number => {
  const start = started[task] ?? -1;
  return start >= 0 ? start : (programStarted[task] ?? -1);
};

/** End, including the upload of outputs; -1 if unknown. */
export const endOf = ({ ended, uploaded }: TaskColumns, task: number): number =>
  Math.max(ended[task] ?? -1, uploaded[task] ?? -1);

/** Milliseconds on a node; -1 if unknown. */
export const lengthOf = (tasks: TaskColumns, task: number): number => {
  const start = startOf(tasks, task);
  const end = endOf(tasks, task);
  return start < 0 || end < start ? -1 : end - start;
};

/** Milliseconds between two moments; -1 if one is unknown. */
export const between = (from: number | undefined = -1, to: number | undefined = -1): number =>
  from < 0 || to < from ? -1 : to - from;

export const nodeOf = ({ tasks, nodes }: ReportData, task: number): string =>
  nodes[tasks.node[task] ?? -1]?.id ?? "";

/** Returns when each node could run tasks: as recorded, or else the start of its first task. */
export const readyTimes = ({ nodes, tasks }: ReportData): (number | undefined)[] => {
  const ready = nodes.map(({ readyMs }) => readyMs);
  for (let task = 0; task < tasks.count; task++) {
    const node = tasks.node[task] ?? -1;
    const start = startOf(tasks, task);
    if (start < 0 || nodes[node] === undefined || nodes[node].readyMs !== undefined) continue;
    ready[node] = Math.min(ready[node] ?? start, start);
  }
  return ready;
};

/** Number of tasks per state. */
export const countStates = (tasks: TaskColumns): Record<TaskState, number> => {
  const counts = { succeeded: 0, failed: 0, cached: 0, notRun: 0, running: 0, waiting: 0 };
  for (let task = 0; task < tasks.count; task++) counts[stateOf(tasks, task)]++;
  return counts;
};
