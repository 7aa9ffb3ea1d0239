import { setTimeout as sleep } from "node:timers/promises";

/** Time, so that tests own it. */
export interface Clock {
  /** For points in time that others read, and to compare with theirs. It may step in either direction. */
  readonly now: () => Date;
  /** For durations and deadlines: milliseconds since some moment, whatever happens to the system's time. */
  readonly monotonicMs: () => number;
  /** Rejects with the signal's `AbortError` as soon as the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};
