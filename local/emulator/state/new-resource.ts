import { eTagOf, formatTime, type Micros } from "../time/clock.ts";

/** Returns the ETag and times of a resource that is created at `now`. */
export const newResource = (now: Micros) => {
  const time = formatTime(now);
  return { eTag: eTagOf(now), lastModified: time, creationTime: time, stateTransitionTime: time };
};
