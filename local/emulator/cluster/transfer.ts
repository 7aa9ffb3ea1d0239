import { RestError, type StoragePipelineOptions } from "@azure/storage-blob";
import type { Alarm } from "../time/alarm.ts";
import type { Clock } from "../time/clock.ts";

/** Resolves after the given milliseconds; rejects when the signal is aborted. */
export type Pause = (millis: number, signal: AbortSignal) => Promise<void>;

// Milliseconds before each retry. Azure's node agent retries too; its intervals are not documented.
const retryDelaysMs = [100, 500, 2000];

/** Disables the storage client's own retries; `withRetries` retries. */
export const withoutRetries: StoragePipelineOptions = { retryOptions: { maxTries: 1 } };

/** Retries a transfer after transient failures. Rejects with the last failure, or when the signal is aborted. */
export const withRetries = async <T>(
  transfer: () => Promise<T>,
  { pause, signal }: { readonly pause: Pause; readonly signal: AbortSignal },
): Promise<T> => {
  for (const millis of retryDelaysMs) {
    try {
      return await transfer();
    } catch (error) {
      signal.throwIfAborted();
      if (!isTransient(error)) throw error;
    }
    await pause(millis, signal);
  }
  return transfer();
};

/** Returns whether the failure may be transient: a broken connection, or a busy or failing service. */
const isTransient = (error: unknown): boolean => {
  // Thrown by fetch, also in the middle of a body.
  if (error instanceof TypeError) return true;
  if (!(error instanceof RestError)) return false;
  const { statusCode } = error;
  return statusCode === undefined || statusCode === 408 || statusCode === 429 || statusCode >= 500;
};

export const createPause = ({ alarm, clock }: { alarm: Alarm; clock: Clock }): Pause => {
  let count = 0;
  return async (millis, signal) => {
    const key = `pause ${count++}`;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    alarm.set(key, Math.ceil(clock.now() / 1000 + millis), resolve);
    try {
      signal.throwIfAborted();
      await promise;
    } finally {
      alarm.clear(key);
      signal.removeEventListener("abort", onAbort);
    }
  };
};
