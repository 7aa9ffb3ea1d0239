/** Part of the run that is visible. Milliseconds. */
export type Range = readonly [from: number, to: number];

/** Shortest visible part. Milliseconds. */
const shortest = 20;

/** Scales the range by a factor around a moment, which keeps its place. */
export const zoom = ([from, to]: Range, factor: number, around: number, [min, max]: Range): Range => {
  const length = Math.min(max - min, Math.max(shortest, (to - from) * factor));
  const share = (around - from) / (to - from);
  return moveInto([around - share * length, around + (1 - share) * length], [min, max]);
};

/** Moves the range by a part of its length, at most to the end of the run. */
export const pan = ([from, to]: Range, part: number, bounds: Range): Range => {
  const by = (to - from) * part;
  return moveInto([from + by, to + by], bounds);
};

/** Moves the range as little as needed to contain the task from `start` to `end`, or its start if the task is longer. */
export const reveal = ([from, to]: Range, start: number, end: number, bounds: Range): Range => {
  const length = to - from;
  if (start >= from && (end <= to || end - start > length)) return [from, to];
  const middle = end - start > length ? start + length / 2 : (start + end) / 2;
  return moveInto([middle - length / 2, middle + length / 2], bounds);
};

const moveInto = ([from, to]: Range, [min, max]: Range): Range => {
  const length = Math.min(to - from, max - min);
  const start = Math.max(min, Math.min(from, max - length));
  return [start, start + length];
};
