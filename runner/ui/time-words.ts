import { aboutTime, fewMs, inUnits } from "../text/rough-time.ts";
import { shortNode } from "../text/short-node.ts";
import { visibleLine } from "../text/visible.ts";
import type { Progress, SlowTask } from "./progress-events.ts";

export const leftWords = (leftMs: number): string => `${aboutTime(leftMs)} left`;

/** Returns the time left for a line that stays; empty if it is unknown or short. */
export const timeWords = ({ leftMs = 0 }: Pick<Progress, "leftMs">): string[] =>
  leftMs < fewMs ? [] : [leftWords(leftMs)];

/** Slow tasks that are named. */
const mostNamed = 3;

/** Returns a line per slow task; if none is slow but the end is unknown, a line about the last tasks. */
export const slowWords = (progress: Progress): string[] => {
  const { stragglers = [], usualMs, longestMs, leftMs, counts } = progress;
  if (usualMs === undefined) return [];
  if (stragglers.length > 0) {
    const more = stragglers.length - mostNamed;
    return [
      ...stragglers.slice(0, mostNamed).map((task) => slowLine(task, usualMs)),
      ...(more > 0 ? [`slow: ${more} more`] : []),
    ];
  }
  if (leftMs !== undefined || longestMs === undefined || counts.running === 0) return [];
  const usual = `others took ${inUnits(usualMs)}`;
  return counts.running === 1
    ? [`last task: ${inUnits(longestMs)} so far, ${usual}`]
    : [`last ${counts.running} tasks: up to ${inUnits(longestMs)} so far, ${usual}`];
};

/** Such as `slow: c.txt 4m 12s on tvmps_012…ef_d, others take 20 s`. */
export const slowLine = ({ label, nodeId, elapsedMs }: SlowTask, usualMs: number): string => {
  const place = nodeId === undefined ? "" : ` on ${shortNode(nodeId)}`;
  return `slow: ${visibleLine(label)} ${inUnits(elapsedMs)}${place}, others take ${inUnits(usualMs)}`;
};
