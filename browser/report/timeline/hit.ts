import { type Geometry, laneAt, timeAt } from "./geometry.ts";
import { firstEndingAfter, type Lanes } from "./lanes.ts";

/** Pixels around a task that belong to it. */
const tolerance = 2;

/** Returns the task at a point of the canvas, or the nearest within some pixels; -1 for none. */
export const taskAt = (lanes: Lanes, geometry: Geometry, x: number, y: number): number => {
  const lane = laneAt(lanes, geometry, y);
  if (lane < 0 || x < geometry.gutter) return -1;
  const [from, to] = [timeAt(geometry, x - tolerance), timeAt(geometry, x + tolerance)];
  const exact = timeAt(geometry, x);
  let found = -1;
  for (let i = firstEndingAfter(lanes, lane, from); i < lanes.first[lane + 1]!; i++) {
    const task = lanes.order[i]!;
    if (lanes.start[task]! > to) break;
    if (found < 0 || lanes.start[task]! <= exact) found = task;
  }
  return found;
};

/** Returns the task before or after another one in its lane, or the one at the same time on the lane above or below. */
export const neighbour = (
  lanes: Lanes,
  task: number,
  direction: "left" | "right" | "up" | "down",
): number => {
  const lane = lanes.laneOf[task] ?? -1;
  if (lane < 0) return task;
  const [first, end] = [lanes.first[lane]!, lanes.first[lane + 1]!];
  if (direction === "left" || direction === "right") {
    const at = lanes.order.indexOf(task, first) + (direction === "left" ? -1 : 1);
    return at < first || at >= end ? task : lanes.order[at]!;
  }
  const step = direction === "up" ? -1 : 1;
  for (let next = lane + step; next >= 0 && next < lanes.count; next += step) {
    const [nextFirst, nextEnd] = [lanes.first[next]!, lanes.first[next + 1]!];
    if (nextFirst < nextEnd)
      return lanes.order[Math.min(firstEndingAfter(lanes, next, lanes.start[task]!), nextEnd - 1)]!;
  }
  return task;
};
