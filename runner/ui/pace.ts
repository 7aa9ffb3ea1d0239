import type { Progress } from "./events.ts";

/** How fast tasks complete, of late. */
export interface Pace {
  /** Tasks a second. */
  readonly rate?: number | undefined;
  /** Until the last task has completed. */
  readonly leftMs?: number | undefined;
}

interface PaceKeeper {
  readonly add: (progress: Pick<Progress, "counts" | "elapsedMs">) => void;
  readonly at: (elapsedMs: number) => Pace;
}

interface Sample {
  readonly ms: number;
  readonly done: number;
  readonly running: number;
}

/** What is older than this says little of a pool that changes; but a few completions are needed in any case. */
const windowMs = 120_000;
const fewest = 10;

/**
 * Keeps the pace of a job by its completions. Time in which no task ran is not counted, and nothing is foretold before
 * as many tasks have completed as run at a time: until then the fast ones are all that one knows.
 */
export const keepPace = (): PaceKeeper => {
  let samples: Sample[] = [];
  let last: Progress["counts"] | undefined;
  return {
    add: ({ counts, elapsedMs }) => {
      last = counts;
      const sample = { ms: elapsedMs, done: counts.succeeded + counts.failed, running: counts.running };
      const newest = samples.at(-1);
      // Until the first task has run for a while there is nothing to measure.
      if (newest === undefined || (samples.length === 1 && newest.running === 0)) samples = [sample];
      else if (sample.done > newest.done) samples = recent([...samples, sample]);
      else if (sample.running > newest.running)
        samples[samples.length - 1] = { ...newest, running: sample.running };
    },
    at: (elapsedMs) => (last === undefined ? {} : paceOf(samples, last, elapsedMs)),
  };
};

/** At most a minute's worth and then some: looks come no closer than a quarter of a second. */
const recent = (samples: Sample[]): Sample[] => {
  const { ms, done } = samples.at(-1) ?? { ms: 0, done: 0 };
  const isNeeded = (next: Sample | undefined): boolean =>
    next === undefined || ms - next.ms < windowMs || done - next.done < fewest;
  const from = samples.findIndex((_, i) => isNeeded(samples[i + 1]));
  return samples.slice(from);
};

const paceOf = (samples: readonly Sample[], { active, running }: Progress["counts"], now: number): Pace => {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.ms === first.ms) return {};
  const rate = ((last.done - first.done) / (last.ms - first.ms)) * 1000;
  const slots = Math.max(...samples.map((sample) => sample.running));
  if (last.done - first.done < slots || active + running === 0) return { rate };
  // When the last one starts, and then, by Little's law, as long as a task takes; counted from the last completion.
  const leftMs = ((active + Math.max(slots, running)) / rate) * 1000 - (now - last.ms);
  return { rate, leftMs: leftMs > 0 ? leftMs : undefined };
};
