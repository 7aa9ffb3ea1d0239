import type { ReportData, ReportedNode, TaskColumns } from "../../contract/report-data.ts";
import { endOf, readyTimes, startOf } from "../task-facts.ts";

/** Lanes of a node. */
export interface LaneGroup {
  /** Undefined for tasks whose node is unknown. */
  readonly node: ReportedNode | undefined;
  /** Moment from which the node could run tasks; undefined if it never could. */
  readonly readyMs: number | undefined;
  readonly firstLane: number;
  readonly lanes: number;
}

/** Tasks by lane, and in each lane by start. */
export interface Lanes {
  readonly groups: readonly LaneGroup[];
  readonly count: number;
  /** Tasks in the order of lanes and starts. */
  readonly order: Uint32Array;
  /** Per lane, the position in `order` of its first task; then the length of `order`. */
  readonly first: Uint32Array;
  /** Lane of a task; -1 if it never ran. */
  readonly laneOf: Int32Array;
  readonly start: Float64Array;
  /** End of a task; the end of the run if it still runs. */
  readonly end: Float64Array;
}

/** Assigns each task that ran to the lane of its slot. */
export const lanesOf = (data: ReportData): Lanes => {
  const { tasks, nodes, run } = data;
  const start = Float64Array.from({ length: tasks.count }, (_, task) => startOf(tasks, task));
  const end = Float64Array.from({ length: tasks.count }, (_, task) => {
    const known = endOf(tasks, task);
    return known < 0 ? Math.max(run.lengthMs, start[task]!) : Math.max(known, start[task]!);
  });
  const byStart = Uint32Array.from({ length: tasks.count }, (_, task) => task)
    .filter((task) => start[task]! >= 0)
    .sort((a, b) => start[a]! - start[b]!);
  const unknown = packUnknown(tasks, byStart, start, end);
  const groups = groupsOf(data, unknown.lanes);
  const laneOf = new Int32Array(tasks.count).fill(-1);
  for (const task of byStart) {
    const node = tasks.node[task] ?? -1;
    const group = groups[node < 0 ? nodes.length : node];
    laneOf[task] = (group?.firstLane ?? 0) + (node < 0 ? unknown.laneOf[task]! : (tasks.slot[task] ?? 0));
  }
  const last = groups.at(-1);
  const count = last === undefined ? 0 : last.firstLane + last.lanes;
  return { groups, count, laneOf, start, end, ...sortByLane(byStart, laneOf, count) };
};

const groupsOf = (data: ReportData, unknownLanes: number): LaneGroup[] => {
  const { nodes } = data;
  const { count, node, slot } = data.tasks;
  const ready = readyTimes(data);
  const sizes = nodes.map(({ slots }) => Math.max(1, slots));
  for (let task = 0; task < count; task++) {
    const at = node[task] ?? -1;
    if (at >= 0) sizes[at] = Math.max(sizes[at] ?? 1, (slot[task] ?? 0) + 1);
  }
  if (unknownLanes > 0) sizes.push(unknownLanes);
  let next = 0;
  return sizes.map((lanes, i) => {
    const firstLane = next;
    next += lanes;
    return { node: nodes[i], readyMs: i < nodes.length ? ready[i] : 0, firstLane, lanes };
  });
};

/** Puts tasks whose node is unknown on as few lanes as they need. */
const packUnknown = (
  { count, node }: TaskColumns,
  byStart: Uint32Array,
  start: Float64Array,
  end: Float64Array,
): { readonly lanes: number; readonly laneOf: Int32Array } => {
  const laneOf = new Int32Array(count);
  const free: number[] = [];
  for (const task of byStart) {
    if ((node[task] ?? -1) >= 0) continue;
    const found = free.findIndex((at) => at <= start[task]!);
    const lane = found < 0 ? free.length : found;
    laneOf[task] = lane;
    free[lane] = end[task]!;
  }
  return { lanes: free.length, laneOf };
};

const sortByLane = (byStart: Uint32Array, laneOf: Int32Array, count: number) => {
  const first = new Uint32Array(count + 1);
  for (const task of byStart) first[laneOf[task]! + 1]!++;
  for (let lane = 0; lane < count; lane++) first[lane + 1]! += first[lane]!;
  const next = first.slice();
  const order = new Uint32Array(byStart.length);
  for (const task of byStart) order[next[laneOf[task]!]!++] = task;
  return { order, first };
};

/** Returns the position in `order` of the lane's first task that ends after a moment. Tasks of a lane don't overlap. */
export const firstEndingAfter = ({ order, first, end }: Lanes, lane: number, ms: number): number => {
  let low = first[lane] ?? 0;
  let high = first[lane + 1] ?? low;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (end[order[middle]!]! > ms) high = middle;
    else low = middle + 1;
  }
  return low;
};
