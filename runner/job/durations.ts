/** Durations of the tasks of a job that completed last. Milliseconds. */
export interface Durations {
  readonly add: (ms: number) => void;
  /** Number of durations that were added. */
  readonly count: () => number;
  /** The last ones, the shortest first. */
  readonly sorted: () => readonly number[];
  /** Undefined without a duration. */
  readonly median: () => number | undefined;
}

/** Durations that are kept, whatever the size of the job. */
const most = 500;

/** Collects durations in bounded memory. Old ones are replaced, because inputs and nodes may change during a job. */
export const recentDurations = (): Durations => {
  const kept: number[] = [];
  let count = 0;
  let sorted: readonly number[] | undefined;
  const inOrder = (): readonly number[] => {
    sorted ??= kept.toSorted((a, b) => a - b);
    return sorted;
  };
  return {
    add: (ms) => {
      kept[count % most] = Math.max(0, ms);
      count += 1;
      sorted = undefined;
    },
    count: () => count,
    sorted: inOrder,
    median: () => inOrder()[Math.floor((inOrder().length - 1) / 2)],
  };
};
