import type { Progress } from "./events.ts";

/** Rate at which tasks have recently completed. */
export interface Pace {
  /** Tasks per second. */
  readonly rate?: number | undefined;
  /** Estimated time until the last task completes. */
  readonly leftMs?: number | undefined;
}

interface PaceMeter {
  readonly add: (progress: Pick<Progress, "counts" | "elapsedMs">) => void;
  readonly at: (elapsedMs: number) => Pace;
}

interface Sample {
  readonly ms: number;
  readonly done: number;
  readonly running: number;
}

/** Completions count for this long, because pools change; but at least the last few count. */
const windowMs = 120_000;
const fewestCompletions = 10;

/**
 * Measures the pace of a job by its completed tasks, without the time before the first task ran. Makes no estimate until as
 * many tasks have completed as run at a time, because the fastest complete first.
 */
export const paceMeter = (): PaceMeter => {
  let samples: Sample[] = [];
  let last: Progress["counts"] | undefined;
  return {
    add: ({ counts, elapsedMs }) => {
      last = counts;
      const sample = { ms: elapsedMs, done: counts.succeeded + counts.failed, running: counts.running };
      const newest = samples.at(-1);
      // Restart the measurement until a task runs.
      if (newest === undefined || (samples.length === 1 && newest.running === 0)) samples = [sample];
      else if (sample.done > newest.done) samples = recent([...samples, sample]);
      else if (sample.running > newest.running)
        samples[samples.length - 1] = { ...newest, running: sample.running };
    },
    at: (elapsedMs) => (last === undefined ? {} : paceOf(samples, last, elapsedMs)),
  };
};

/** Drops samples that are out of the window. */
const recent = (samples: Sample[]): Sample[] => {
  const { ms, done } = samples.at(-1) ?? { ms: 0, done: 0 };
  const isNeeded = (next: Sample | undefined): boolean =>
    next === undefined || ms - next.ms < windowMs || done - next.done < fewestCompletions;
  const from = samples.findIndex((_, i) => isNeeded(samples[i + 1]));
  return samples.slice(from);
};

const paceOf = (samples: readonly Sample[], { active, running }: Progress["counts"], now: number): Pace => {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.ms === first.ms) return {};
  const rate = ((last.done - first.done) / (last.ms - first.ms)) * 1000;
  const slots = Math.max(...samples.map((sample) => sample.running));
  if (last.done - first.done < slots || active + running === 0) return { rate };
  // Time until the last task starts, plus the duration of a task by Little's law, since the last completion.
  const leftMs = ((active + Math.max(slots, running)) / rate) * 1000 - (now - last.ms);
  return { rate, leftMs: leftMs > 0 ? leftMs : undefined };
};
