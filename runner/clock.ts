import { setTimeout as sleep } from "node:timers/promises";

/** Source of time; tests pass their own. */
export interface Clock {
  /** System time, for timestamps and comparisons with other machines. It can jump. */
  readonly now: () => Date;
  /** Milliseconds for durations and deadlines, unaffected by changes of the system time. */
  readonly monotonicMs: () => number;
  /** Rejects with the signal's `AbortError` as soon as the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};
