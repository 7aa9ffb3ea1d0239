import type { Schedule } from "../protocol/types.ts";
import { type Micros, parseTime } from "../time/clock.ts";
import { limitMillis } from "../time/duration.ts";

/** Whether a schedule creates a job now, and the time of its next turn; undefined if that was the last. */
interface Turn {
  readonly runs: boolean;
  readonly next?: Micros;
}

/** Returns the first time at which a schedule is due; undefined if it ends before. */
export const firstRun = (schedule: Schedule, created: Micros): Micros | undefined =>
  within(schedule, Math.max(created, (schedule.doNotRunUntil && parseTime(schedule.doNotRunUntil)) || 0));

/**
 * Returns whether a schedule that was due at `due`, and has no active job, creates a job now. A turn is skipped when its start
 * window is over or the next one begins (Swagger, Schedule.startWindow).
 */
export const turnOf = (schedule: Schedule, due: Micros, now: Micros): Turn => {
  if (now < due) return { runs: false, next: due };
  const interval = limitMillis(schedule.recurrenceInterval);
  const window = limitMillis(schedule.startWindow) ?? Number.POSITIVE_INFINITY;
  const latest =
    interval === undefined ? due : due + Math.floor((now - due) / (interval * 1000)) * interval * 1000;
  const runs = now <= latest + window * 1000 && within(schedule, latest) !== undefined;
  return { runs, next: interval === undefined ? undefined : within(schedule, latest + interval * 1000) };
};

const within = ({ doNotRunAfter }: Schedule, time: Micros): Micros | undefined => {
  const end = doNotRunAfter === undefined ? undefined : parseTime(doNotRunAfter);
  return end !== undefined && time > end ? undefined : time;
};
