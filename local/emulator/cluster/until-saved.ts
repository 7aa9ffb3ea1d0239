import { StateUnwritableError } from "../system/errors.ts";
import type { Alarm } from "../time/alarm.ts";
import type { ClusterContext } from "./runtime.ts";

const retryMillis = 1000;

/**
 * Does work that writes to the database, again from its beginning as long as the disk is full: what has begun must not stay
 * half done until the next start. Rejects when the signal says so.
 */
export const untilSaved = async <T>(
  { log, pause }: Pick<ClusterContext, "log" | "pause">,
  signal: AbortSignal,
  work: () => T | Promise<T>,
): Promise<T> => {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StateUnwritableError)) throw error;
      log(`state could not be saved, it is tried again: ${error.message}`);
    }
    await pause(retryMillis, signal);
  }
};

/** An alarm whose actions write to the database: one that can't, as the disk is full, is called again later. */
export const retryingAlarm = (
  alarm: Alarm,
  { now, log }: { readonly now: () => Date; readonly log: (line: string) => void },
): Alarm => {
  const set: Alarm["set"] = (key, at, action) =>
    alarm.set(key, at, () => {
      try {
        action();
      } catch (error) {
        if (!(error instanceof StateUnwritableError)) throw error;
        log(`state could not be saved, it is tried again: ${error.message}`);
        set(key, now().getTime() + retryMillis, action);
      }
    });
  return { ...alarm, set };
};
