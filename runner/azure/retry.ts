import type { Clock } from "../clock.ts";
import { ServiceError, serviceErrorFrom } from "./service-error.ts";

export type ServiceName = "Batch" | "Storage";

export interface RetryPolicy {
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** When a request that says nothing counts as lost; a minute unless told. */
  readonly longestSilenceMs?: number | undefined;
  /** Attempts in all; 8 unless told, with which about a minute of trouble is waited out. */
  readonly maxAttempts?: number | undefined;
  /** Is told before each wait. */
  readonly onRetry: (service: ServiceName, error: ServiceError, delayMs: number) => void;
}

/**
 * One try of a request, which ends when the signal aborts. After a minute of silence it counts as lost, so whoever moves
 * much data says `alive` now and then.
 */
type Attempt<T> = (signal: AbortSignal, alive: () => void) => Promise<T>;

/** A call of a service that is retried. */
export type Call = <T>(attempt: Attempt<T>) => Promise<T>;

const longestDelayMs = 20_000;

/**
 * Gives a service's calls their retries: throttling, server errors and lost connections are tried again, each attempt
 * signed anew; what Azure or the network says comes out as `ServiceError`. Stands in for the Batch SDK's own policy,
 * which sleeps 30 s on a 503 whatever Retry-After says and never retries a 429.
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

/** What the service asks for, else doubling from half a second; half of it by chance, so that clients spread. */
export const retryDelayMs = ({ count, retryAfterMs, random }: RetryDelay): number =>
  retryAfterMs ?? Math.min(longestDelayMs, 500 * 2 ** (count - 1)) * (0.5 + random / 2);

interface RetryDelay {
  /** Attempts so far, from 1. */
  readonly count: number;
  readonly retryAfterMs: number | undefined;
  readonly random: number;
}

/** Neither SDK ends a request whose connection has gone silent. */
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
