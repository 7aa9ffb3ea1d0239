/** How Azure writes "no limit". */
export const unlimited = "P10675199DT2H48M5.4775807S";

const pattern = /^(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of an ISO 8601 duration in days, hours, minutes and seconds; undefined if it is not one. */
export const parseDuration = (text: string): number | undefined => {
  const match = pattern.exec(text);
  if (match === null || text.endsWith("P") || text.endsWith("T")) return undefined;
  const [, sign, days = 0, hours = 0, minutes = 0, seconds = 0] = match;
  const millis = (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === "-" ? -millis : millis;
};

/** Milliseconds until a limit strikes, or undefined where there is none. */
export const limitMillis = (text: string | undefined): number | undefined => {
  if (text === undefined || text === unlimited) return undefined;
  const millis = parseDuration(text);
  // Azure's "no limit" is the longest .NET TimeSpan; whatever is longer than a century is no limit either.
  return millis === undefined || millis > 36_525 * 86_400_000 ? undefined : millis;
};
