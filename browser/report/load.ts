import type { ReportData } from "../contract/report-data.ts";
import { endOf, readyTimes, startOf } from "./task-facts.ts";

/** Use of the run's nodes at moments of equal distance. */
export interface Load {
  readonly at: readonly number[];
  readonly nodes: readonly number[];
  readonly slots: readonly number[];
  readonly running: readonly number[];
  readonly waiting: readonly number[];
}

/** Returns what existed, ran and waited at `points` moments from `from` to `to`. */
export const loadOf = (data: ReportData, from: number, to: number, points: number): Load => {
  const { nodes, tasks, run } = data;
  const step = (to - from) / (points - 1) || 1;
  const counter = () => new Int32Array(points + 1);
  const [nodeChanges, slotChanges, runChanges, waitChanges] = [counter(), counter(), counter(), counter()];
  const add = (changes: Int32Array, start: number, end: number, amount: number): void => {
    if (end <= start) return;
    const index = (ms: number): number => Math.max(0, Math.min(points, Math.ceil((ms - from) / step)));
    changes[index(start)]! += amount;
    changes[index(end)]! -= amount;
  };
  for (const [i, readyMs] of readyTimes(data).entries()) {
    const { leftMs = Number.POSITIVE_INFINITY, slots = 1 } = nodes[i] ?? {};
    if (readyMs === undefined) continue;
    add(nodeChanges, readyMs, leftMs, 1);
    add(slotChanges, readyMs, leftMs, slots);
  }
  for (let task = 0; task < tasks.count; task++) {
    const start = startOf(tasks, task);
    const end = endOf(tasks, task);
    const queued = tasks.queued[task] ?? -1;
    if (start >= 0) add(runChanges, start, end < 0 ? run.lengthMs : end, 1);
    if (queued >= 0) add(waitChanges, queued, start < 0 ? run.lengthMs : start, 1);
  }
  return {
    at: Array.from({ length: points }, (_, i) => from + i * step),
    nodes: sums(nodeChanges, points),
    slots: sums(slotChanges, points),
    running: sums(runChanges, points),
    waiting: sums(waitChanges, points),
  };
};

const sums = (changes: Int32Array, points: number): number[] => {
  let sum = 0;
  return Array.from({ length: points }, (_, i) => (sum += changes[i] ?? 0));
};
