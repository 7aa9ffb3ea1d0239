import type { Lanes } from "./lanes.ts";
import type { Range } from "./view.ts";

/** Places on the canvas. CSS pixels. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  /** Width of the names of nodes. */
  readonly gutter: number;
  readonly laneHeight: number;
  /** Scroll position. */
  readonly top: number;
  readonly range: Range;
}

/** Height of the time axis above the lanes. */
export const axisHeight = 26;

const highestLane = 22;
const gapFrom = 5;

/** Space between nodes. */
export const gapOf = (laneHeight: number): number => (laneHeight >= gapFrom ? 5 : 0);

/** Returns the lane height with which all lanes fit into a height, possibly below a pixel. */
export const fittingHeight = ({ groups, count }: Lanes, height: number): number => {
  const withGaps = (height - groups.length * gapOf(gapFrom)) / count;
  return withGaps >= gapFrom ? Math.min(highestLane, withGaps) : Math.min(gapFrom - 0.01, height / count);
};

export const totalHeight = ({ groups, count }: Lanes, laneHeight: number): number =>
  count * laneHeight + groups.length * gapOf(laneHeight);

export const xOf = ({ range: [from, to], gutter, width }: Geometry, ms: number): number =>
  gutter + ((ms - from) / (to - from)) * (width - gutter);

export const timeAt = ({ range: [from, to], gutter, width }: Geometry, x: number): number =>
  from + ((x - gutter) / (width - gutter)) * (to - from);

/** Returns the top of a lane, given its group. */
export const laneTop = ({ laneHeight, top }: Geometry, group: number, lane: number): number =>
  axisHeight + lane * laneHeight + group * gapOf(laneHeight) - top;

/** Returns the group at a height; it may be the last or first one if the height is outside. */
export const groupAt = (lanes: Lanes, geometry: Geometry, y: number): number => {
  let low = 0;
  let high = lanes.groups.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (laneTop(geometry, middle, lanes.groups[middle]!.firstLane) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** Returns the lane at a height; -1 between nodes and outside. */
export const laneAt = (lanes: Lanes, geometry: Geometry, y: number): number => {
  if (y < axisHeight || lanes.count === 0) return -1;
  const group = groupAt(lanes, geometry, y);
  const { firstLane, lanes: size } = lanes.groups[group]!;
  const index = Math.floor((y - laneTop(geometry, group, firstLane)) / geometry.laneHeight);
  return index < 0 || index >= size ? -1 : firstLane + index;
};
