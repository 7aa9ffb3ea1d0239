import { StateUnwritableError } from "../system/errors.ts";
import type { Alarm } from "../time/alarm.ts";
import type { ClusterContext } from "./runtime.ts";

const retryMillis = 1000;

/**
 * Runs work that writes to the database, and repeats it from the beginning while the disk is full, so that it is not left
 * incomplete until the next start. Rejects when the signal is aborted.
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
      log(`cannot save state, retrying: ${error.message}`);
    }
    await pause(retryMillis, signal);
  }
};

/** Wraps an alarm whose actions write to the database: repeats an action while the disk is full. */
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
        log(`cannot save state, retrying: ${error.message}`);
        set(key, now().getTime() + retryMillis, action);
      }
    });
  return { ...alarm, set };
};
