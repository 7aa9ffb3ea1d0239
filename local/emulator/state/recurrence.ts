import type { Schedule } from "../protocol/types.ts";
import { type Micros, parseTime } from "../time/clock.ts";
import { limitMillis } from "../time/duration.ts";

/** What is to happen now, and when the schedule is to be looked at again, in microseconds; `next` undefined: never. */
interface Turn {
  readonly runs: boolean;
  readonly next?: Micros;
}

/** The first time that a schedule is due. */
export const firstRun = (schedule: Schedule, created: Micros): Micros | undefined =>
  within(schedule, Math.max(created, (schedule.doNotRunUntil && parseTime(schedule.doNotRunUntil)) || 0));

/**
 * Whether a job is made, of a schedule that was due at `due` and has no job that is still active. An opportunity is lost
 * when its start window is over, or when the next one comes (Swagger, Schedule.startWindow). Pure.
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
