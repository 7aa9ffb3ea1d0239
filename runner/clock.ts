import { setTimeout as sleep } from "node:timers/promises";

/** Time, so that tests own it. */
export interface Clock {
  readonly now: () => Date;
  /** Rejects with the signal's `AbortError` as soon as the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};
