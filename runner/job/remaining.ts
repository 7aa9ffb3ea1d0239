/** Running tasks that have run for the same time. */
export interface AgeGroup {
  readonly ageMs: number;
  readonly count: number;
}

/** A task may take this much longer than all before without being unusual. */
const tolerance = 1.2;

/** Remaining time of such a task, as a share of the longest duration. */
const nearlyDone = 0.05;

/**
 * Returns the median of the time until the last of these tasks completes, if their durations are distributed like those of completed
 * tasks (sorted, the shortest first). Undefined if one has run longer than all before, so that nothing is known about its end.
 */
export const remainingMs = (sorted: readonly number[], groups: readonly AgeGroup[]): number | undefined => {
  const longest = sorted.at(-1);
  if (longest === undefined || groups.some(({ ageMs }) => ageMs > longest * tolerance)) return undefined;
  const least = longest * nearlyDone;
  const open = groups.filter(({ ageMs }) => ageMs < longest);
  let [low, high] = [0, longest];
  // Halving the interval 20 times is exact to a millionth of the longest duration.
  for (let i = 0; i < 20; i++) {
    const middle = (low + high) / 2;
    if (probabilityWithin(sorted, open, middle) >= 0.5) high = middle;
    else low = middle;
  }
  return open.length < groups.length ? Math.max(high, least) : high;
};

/** Returns the probability that all these tasks complete within a time. */
const probabilityWithin = (
  sorted: readonly number[],
  groups: readonly AgeGroup[],
  withinMs: number,
): number =>
  groups.reduce((product, { ageMs, count }) => {
    const older = countUpTo(sorted, ageMs);
    const share = (countUpTo(sorted, ageMs + withinMs) - older) / (sorted.length - older);
    return product * share ** count;
  }, 1);

/** Returns how many of the sorted numbers are at most the limit. */
const countUpTo = (sorted: readonly number[], limit: number): number => {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] ?? 0) <= limit) from = middle + 1;
    else to = middle;
  }
  return from;
};
