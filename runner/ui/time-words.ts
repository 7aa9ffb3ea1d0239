import { shortNode } from "../job/node-words.ts";
import { visibleLine } from "../text/visible.ts";
import type { Progress, SlowTask } from "./progress-events.ts";

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];

/** Returns a time as precisely as an estimate is: `25 s`, `2m 10s`, `12m`, `1h 05m`. Rounds to the step of its size. */
export const roughly = (ms: number): string => {
  const rounded = (step: number): number => Math.round(ms / step) * step;
  if (rounded(5 * second) < minute) return `${Math.max(5, rounded(5 * second) / second)} s`;
  if (rounded(10 * second) < 10 * minute) return inUnits(rounded(10 * second));
  if (rounded(minute) < hour) return inUnits(rounded(minute));
  return inUnits(rounded(5 * minute));
};

/** Returns the two largest units, without a smaller one that is 0: `0.4 s`, `45 s`, `2m 05s`, `12m`, `1h 05m`, `2d 03h`. */
export const inUnits = (ms: number): string => {
  const seconds = Math.floor(ms / second);
  if (ms < second) return `${(ms / second).toFixed(1)} s`;
  if (ms < minute) return `${seconds} s`;
  const units = [
    [day, "d"],
    [hour, "h"],
    [minute, "m"],
    [second, "s"],
  ] as const;
  const largest = units.findIndex(([unit]) => ms >= unit);
  const [first, next] = units.slice(largest, largest + 2);
  if (first === undefined || next === undefined) return `${seconds} s`;
  const rest = Math.floor((ms % first[0]) / next[0]);
  const whole = `${Math.floor(ms / first[0])}${first[1]}`;
  return rest === 0 ? whole : `${whole} ${String(rest).padStart(2, "0")}${next[1]}`;
};

/** Shorter times are not told apart. */
const fewMs = 5000;

export const leftWords = (leftMs: number): string =>
  leftMs < fewMs ? "a few seconds left" : `about ${roughly(leftMs)} left`;

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
