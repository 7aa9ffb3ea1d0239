import type { Clock } from "../clock.ts";
import { type ServiceError, serviceErrorFrom } from "./service-error.ts";

export interface RetryPolicy {
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Is told before each wait. */
  readonly onRetry: (error: ServiceError, delayMs: number) => void;
}

/** With the delays below: about a minute of trouble is waited out. */
const maxAttempts = 8;
const longestDelayMs = 20_000;

/** How long to stop for an operation's answer before it counts as lost. */
export const requestTimeoutMs = 60_000;

/**
 * The attempt's result; throttling, server errors and lost connections are tried again, each attempt signed anew. Stands
 * in for the Batch SDK's own policy, which sleeps 30 s on a 503 whatever Retry-After says and never retries a 429.
 */
export const retrying = async <T>(
  policy: RetryPolicy,
  attempt: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  for (let count = 1; ; count++) {
    policy.signal.throwIfAborted();
    try {
      return await attempt(AbortSignal.any([policy.signal, AbortSignal.timeout(requestTimeoutMs)]));
    } catch (thrown) {
      policy.signal.throwIfAborted();
      const error = serviceErrorFrom(thrown);
      if (error === undefined) throw thrown;
      if (!error.isTransient || count === maxAttempts) throw error;
      const delay = retryDelayMs({ count, retryAfterMs: error.retryAfterMs, random: policy.random() });
      policy.onRetry(error, delay);
      await policy.clock.sleep(delay, policy.signal);
    }
  }
};

/** What the service asks for, else doubling from half a second; half of it by chance, so that clients spread. */
export const retryDelayMs = ({ count, retryAfterMs, random }: RetryDelay): number =>
  retryAfterMs ?? Math.min(longestDelayMs, 500 * 2 ** (count - 1)) * (0.5 + random / 2);

interface RetryDelay {
  /** Attempts so far, from 1. */
  readonly count: number;
  readonly retryAfterMs: number | undefined;
  readonly random: number;
}
