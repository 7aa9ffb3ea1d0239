/** Numbers of values in intervals of equal width. */
export interface Bins {
  readonly from: number;
  readonly step: number;
  readonly counts: readonly number[];
  /** Values beyond the last interval, which are counted in it. */
  readonly beyond: number;
}

const most = 48;

/** Sorts values into at most 48 intervals, the last of which also has the few values far beyond the others. Expects sorted values. */
export const binsOf = (values: Float64Array, steps: readonly number[]): Bins => {
  const to = Math.min(values.at(-1) ?? 0, quantile(values, 0.99) * 1.3);
  const lowest = values[0] ?? 0;
  // Starting at 0 keeps the proportions, unless the values are close together.
  const start = lowest > 0.6 * to ? lowest : 0;
  const step = steps.find((candidate) => (to - start) / candidate <= most) ?? (to - start || 1) / most;
  const from = Math.floor(start / step) * step;
  const counts = Array.from({ length: Math.floor((to - from) / step) + 1 }, () => 0);
  let beyond = 0;
  for (const value of values) {
    const bin = Math.floor((value - from) / step);
    if (bin >= counts.length) beyond++;
    counts[Math.min(bin, counts.length - 1)]!++;
  }
  return { from, step, counts, beyond };
};

/** Returns the value below which a share of the sorted values is. */
export const quantile = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;

/** Steps 1, 2, 5, 10 and so on from a power of ten. */
export const decimalSteps = (power: number): number[] =>
  Array.from({ length: 15 }, (_, i) => [1, 2, 5].map((step) => step * 10 ** (power + i))).flat();
