import { pollDelayMs } from "../../../runner/job/monitor.ts";
import type { PaceSample } from "../../../runner/job/pace.ts";

interface SimulatedTask {
  readonly ms: number;
  /** Runs after all tasks without this mark. */
  readonly isLast?: boolean;
}

interface SimulatedJob {
  readonly tasks: readonly SimulatedTask[];
  readonly slots: number;
  /** Moment at which the first node is ready. */
  readonly readyMs?: number;
}

/** Most running tasks whose elapsed times are in a sample. */
const mostAges = 100;

interface Interval {
  readonly start: number;
  readonly end: number;
}

/** Runs tasks in order, each on the slot that is free first. */
const schedule = ({ tasks, slots, readyMs = 0 }: SimulatedJob): Interval[] => {
  const free = Array.from({ length: slots }, () => readyMs);
  const run = (ms: number, notBefore: number): Interval => {
    const slot = free.indexOf(Math.min(...free));
    const start = Math.max(notBefore, free[slot] ?? 0);
    free[slot] = start + ms;
    return { start, end: start + ms };
  };
  const first = tasks.filter(({ isLast }) => !isLast).map(({ ms }) => run(ms, 0));
  const barrier = Math.max(...first.map(({ end }) => end));
  return [...first, ...tasks.filter(({ isLast }) => isLast).map(({ ms }) => run(ms, barrier))];
};

/** Returns what a runner sees of a job at its polls, and the moment at which the job ends. */
export const simulateJob = (
  job: SimulatedJob,
): { readonly samples: PaceSample[]; readonly endMs: number } => {
  const intervals = schedule(job);
  const endMs = Math.max(...intervals.map(({ end }) => end));
  const samples: PaceSample[] = [];
  let before = -1;
  for (let ms = 0; ms < endMs; ms += pollDelayMs(ms)) {
    const done = intervals.filter(({ end }) => end <= ms);
    const running = intervals.filter(({ start, end }) => start <= ms && ms < end);
    const isNew = ({ end }: Interval): boolean => end > before;
    samples.push({
      ms,
      active: intervals.length - done.length - running.length,
      running: running.length,
      done: done.length,
      durations: done.filter(isNew).map(({ start, end }) => end - start),
      ages: running.length <= mostAges ? running.map(({ start }) => ms - start) : undefined,
    });
    before = ms;
  }
  return { samples, endMs };
};

/** Returns repeatable numbers from 0 to 1. */
export const randomNumbers = (seed: number) => (): number => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
  return seed / 2 ** 32;
};
