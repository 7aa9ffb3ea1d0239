import { RestError, type StoragePipelineOptions } from "@azure/storage-blob";
import type { Alarm } from "../time/alarm.ts";
import type { Clock } from "../time/clock.ts";

/** Resolves after so many milliseconds; rejects when the signal says so. */
export type Pause = (millis: number, signal: AbortSignal) => Promise<void>;

// Azure's node agent tries again too; how often and how long is not public.
const pauses = [100, 500, 2000];

/** For a storage client: `persistently` is what tries again. */
export const once: StoragePipelineOptions = { retryOptions: { maxTries: 1 } };

/** Tries a transfer again that failed in a way which may pass; rejects with the last failure, or when the signal says so. */
export const persistently = async <T>(
  transfer: () => Promise<T>,
  { pause, signal }: { readonly pause: Pause; readonly signal: AbortSignal },
): Promise<T> => {
  for (const millis of pauses) {
    try {
      return await transfer();
    } catch (error) {
      signal.throwIfAborted();
      if (!mayPass(error)) throw error;
    }
    await pause(millis, signal);
  }
  return transfer();
};

/** A connection that was refused or broke off, a service that is busy or failed. */
const mayPass = (error: unknown): boolean => {
  // What fetch throws, also from the middle of a body.
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
    alarm.set(key, clock.now() / 1000 + millis, resolve);
    try {
      signal.throwIfAborted();
      await promise;
    } finally {
      alarm.clear(key);
      signal.removeEventListener("abort", onAbort);
    }
  };
};
