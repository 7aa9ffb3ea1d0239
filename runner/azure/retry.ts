import type { Clock } from "../clock.ts";
import { ServiceError, serviceErrorFrom } from "./service-error.ts";

export type ServiceName = "Batch" | "Storage";

export interface RetryPolicy {
  readonly clock: Clock;
  /** Returns a number from 0 to 1. */
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** A request without progress for this long is aborted and retried. 60 s by default. */
  readonly longestSilenceMs?: number | undefined;
  /** Attempts including the first. 8 by default, which bridges an outage of about a minute. */
  readonly maxAttempts?: number | undefined;
  /** Called before each wait. */
  readonly onRetry: (service: ServiceName, error: ServiceError, delayMs: number) => void;
}

/**
 * An attempt at a request. It must stop when the signal aborts, and call `alive` whenever data arrives or leaves, because an attempt without
 * progress is aborted.
 */
type Attempt<T> = (signal: AbortSignal, alive: () => void) => Promise<T>;

/** Runs an attempt, and again if it fails with a transient error. */
export type Call = <T>(attempt: Attempt<T>) => Promise<T>;

const longestDelayMs = 20_000;

/**
 * Returns a `Call` that retries throttling, server errors and lost connections. The SDK signs each attempt again. Replaces the Batch SDK's
 * policy, which sleeps 30 s on a 503 whatever Retry-After says and never retries a 429.
 *
 * @throws ServiceError for errors of Azure and the network.
 */
export const retrying =
  (service: ServiceName, policy: RetryPolicy): Call =>
  async (attempt) => {
    const { maxAttempts = 8 } = policy;
    for (let count = 1; ; count++) {
      policy.signal.throwIfAborted();
      try {
        return await withinSilence(policy, attempt);
      } catch (thrown) {
        policy.signal.throwIfAborted();
        const error = serviceErrorFrom(thrown);
        if (error === undefined) throw thrown;
        if (!error.isTransient || count === maxAttempts) throw error;
        const delay = retryDelayMs({ count, retryAfterMs: error.retryAfterMs, random: policy.random() });
        policy.onRetry(service, error, delay);
        await policy.clock.sleep(delay, policy.signal);
      }
    }
  };

/** Returns Retry-After if the service sent it, else a delay that doubles from 500 ms to 20 s, half of it random. */
export const retryDelayMs = ({ count, retryAfterMs, random }: RetryDelay): number =>
  retryAfterMs ?? Math.min(longestDelayMs, 500 * 2 ** (count - 1)) * (0.5 + random / 2);

interface RetryDelay {
  /** Attempts so far, from 1. */
  readonly count: number;
  readonly retryAfterMs: number | undefined;
  readonly random: number;
}

/** Aborts an attempt without progress, which neither SDK does. */
const withinSilence = async <T>(policy: RetryPolicy, attempt: Attempt<T>): Promise<T> => {
  const { signal, longestSilenceMs = 60_000 } = policy;
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), longestSilenceMs);
  try {
    return await attempt(AbortSignal.any([signal, silence.signal]), () => timer.refresh());
  } catch (error) {
    if (!silence.signal.aborted) throw error;
    throw new ServiceError({ code: "ETIMEDOUT", message: `no answer for ${longestSilenceMs / 1000} s` });
  } finally {
    clearTimeout(timer);
  }
};
