import { recentDurations } from "./durations.ts";
import { type AgeGroup, remainingMs } from "./remaining.ts";

/** Rate at which tasks have recently completed, and the time that is left. */
export interface Pace {
  /** Tasks per second. */
  readonly rate?: number | undefined;
  /** Estimated time until the last task completes; absent if unknown. */
  readonly leftMs?: number | undefined;
  /** Median duration of completed tasks. */
  readonly usualMs?: number | undefined;
}

/** A job at one moment. */
export interface PaceSample {
  /** Milliseconds of a monotonic clock. */
  readonly ms: number;
  /** Tasks that wait, including those that wait for other tasks. */
  readonly active: number;
  readonly running: number;
  /** Completed tasks. */
  readonly done: number;
  /** Durations of tasks that completed since the last sample. Milliseconds. */
  readonly durations?: readonly number[] | undefined;
  /** Elapsed times of all running tasks, if they are known. Milliseconds. */
  readonly ages?: readonly number[] | undefined;
}

export interface PaceOptions {
  /** Tasks in the longest chain of dependencies. Default: 1. */
  readonly depth?: number | undefined;
  /** Duration of such tasks in earlier runs, for the time before tasks complete. */
  readonly priorMs?: number | undefined;
}

export interface PaceMeter {
  readonly add: (sample: PaceSample) => void;
  /** Number of completed tasks whose duration is known. */
  readonly known: () => number;
  readonly at: (ms: number) => Pace;
}

interface Completions {
  readonly ms: number;
  readonly done: number;
  readonly running: number;
}

/** Completions count for this long, because pools change; but at least the last few count. */
const windowMs = 120_000;
const fewestCompletions = 10;

/** An estimate approaches a new one within this share of the time that is left, at least a second. */
const smoothing = 0.1;
const leastSmoothingMs = 1000;

/**
 * Measures the pace of a job by its completed tasks, without the time before the first task ran. Makes no estimate until as
 * many tasks have completed as run at a time, because the fastest complete first, unless the duration is known from earlier runs.
 */
export const paceMeter = ({ depth = 1, priorMs }: PaceOptions = {}): PaceMeter => {
  const durations = recentDurations();
  let samples: Completions[] = [];
  let last: PaceSample | undefined;
  let startedMs = 0;
  /** Smoothed moment of the end. */
  let endMs: number | undefined;
  const rate = (): number | undefined => {
    const [from, to] = [samples[0], samples.at(-1)];
    if (from === undefined || to === undefined || to.ms === from.ms) return undefined;
    return ((to.done - from.done) / (to.ms - from.ms)) * 1000;
  };
  const estimate = (now: PaceSample): number | undefined =>
    estimateLeft({
      ...now,
      ...{ depth, priorMs },
      sorted: durations.sorted(),
      rate: rate(),
      slots: Math.max(now.running, ...samples.map(({ running }) => running)),
      completedMs: samples.at(-1)?.ms ?? now.ms,
      groups: now.ages?.map((ageMs) => ({ ageMs, count: 1 })) ?? [
        { ageMs: now.ms - startedMs, count: now.running },
      ],
    });
  return {
    add: (sample) => {
      for (const ms of sample.durations ?? []) durations.add(ms);
      if (started(sample) > started(last)) startedMs = sample.ms;
      samples = withSample(samples, sample);
      const left = estimate(sample);
      endMs = left === undefined ? undefined : approach({ endMs, before: last?.ms, now: sample.ms, left });
      last = sample;
    },
    known: durations.count,
    at: (ms) => ({
      rate: rate(),
      leftMs: endMs === undefined ? undefined : Math.round(Math.max(0, endMs - ms)),
      usualMs: durations.median(),
    }),
  };
};

const started = (sample: PaceSample | undefined): number =>
  sample === undefined ? 0 : sample.running + sample.done;

const withSample = (samples: Completions[], { ms, done, running }: PaceSample): Completions[] => {
  const newest = samples.at(-1);
  const sample = { ms, done, running };
  // Restart the measurement until a task runs.
  if (newest === undefined || (samples.length === 1 && newest.running === 0)) return [sample];
  if (done > newest.done) return recent([...samples, sample]);
  return running > newest.running ? [...samples.slice(0, -1), { ...newest, running }] : samples;
};

/** Drops samples that are out of the window. */
const recent = (samples: Completions[]): Completions[] => {
  const { ms, done } = samples.at(-1) ?? { ms: 0, done: 0 };
  const isNeeded = (next: Completions | undefined): boolean =>
    next === undefined || ms - next.ms < windowMs || done - next.done < fewestCompletions;
  const from = samples.findIndex((_, i) => isNeeded(samples[i + 1]));
  return samples.slice(from);
};

interface Approach {
  readonly endMs: number | undefined;
  /** Moment of the last estimate. */
  readonly before: number | undefined;
  readonly now: number;
  readonly left: number;
}

/** Returns the moment of the end between the one estimated before and the new one, so that the time left doesn't jump. */
const approach = ({ endMs, before = 0, now, left }: Approach): number => {
  const target = now + left;
  if (endMs === undefined) return target;
  const share = 1 - Math.exp(-(now - before) / Math.max(leastSmoothingMs, left * smoothing));
  return endMs + (target - endMs) * share;
};

interface Estimate extends PaceSample, Required<Pick<PaceOptions, "depth">>, PaceOptions, Pick<Pace, "rate"> {
  readonly depth: number;
  readonly sorted: readonly number[];
  /** Most tasks that ran at a time recently. */
  readonly slots: number;
  /** Moment of the last completion. */
  readonly completedMs: number;
  readonly groups: readonly AgeGroup[];
}

const estimateLeft = (now: Estimate): number | undefined => {
  const { active, running, done, depth, priorMs, slots, rate } = now;
  if (active + running === 0 || slots === 0) return undefined;
  const isKnown = now.sorted.length > 0 && done >= (active > 0 ? slots : running);
  if (!isKnown && priorMs === undefined) return undefined;
  const sorted = isKnown ? now.sorted : [...now.sorted, priorMs ?? 0].sort((a, b) => a - b);
  const mean = sorted.reduce((sum, ms) => sum + ms, 0) / sorted.length;
  // Tasks at the end of chains run after all others.
  const blocked = Math.min(depth - 1, active);
  const queue = active - blocked;
  const perTaskMs = isKnown && rate !== undefined && rate > 0 ? 1000 / rate : mean / slots;
  const first =
    queue > 0
      ? Math.max(0, queue * perTaskMs - (now.ms - now.completedMs)) + lastOf(sorted, slots)
      : remainingMs(sorted, now.groups);
  return first === undefined ? undefined : first + blocked * mean;
};

/** Returns the median duration of the longest of this many tasks. */
const lastOf = (sorted: readonly number[], count: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(0.5 ** (1 / count) * sorted.length))] ?? 0;
