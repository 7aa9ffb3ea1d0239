/** Azure's value for "no limit": the longest .NET TimeSpan. */
export const unlimited = "P10675199DT2H48M5.4775807S";

const ticksPerSecond = 10_000_000n;
const ticksPerMillisecond = 10_000n;
const largestTicks = 2n ** 63n - 1n;

const pattern =
  /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?$/;

/**
 * Returns the 100 ns ticks of an ISO 8601 duration as .NET reads it: a year has 365 days, a month 30. Undefined for anything
 * else, such as weeks, negative durations and those longer than `unlimited`.
 */
export const ticksOf = (duration: string): bigint | undefined => {
  const parts = duration.length > 64 ? null : pattern.exec(duration);
  if (parts === null) return undefined;
  const [years, months, days, hours, minutes, seconds] = parts.slice(1, 7).map((part) => BigInt(part ?? 0));
  const wholeDays = years! * 365n + months! * 30n + days!;
  const wholeSeconds = ((wholeDays * 24n + hours!) * 60n + minutes!) * 60n + seconds!;
  const fraction = BigInt((parts[7] ?? "").slice(0, 7).padEnd(7, "0"));
  const ticks = wholeSeconds * ticksPerSecond + fraction;
  return ticks > largestTicks ? undefined : ticks;
};

/** Returns a duration as .NET writes it, with days as the largest unit: `PT1H30M` for `PT90M` and `PT01H30M00S`. */
export const formatTicks = (ticks: bigint): string => {
  const seconds = ticks / ticksPerSecond;
  const fraction = String(ticks % ticksPerSecond)
    .padStart(7, "0")
    .replace(/0+$/, "");
  const rest = seconds % 60n;
  const days = part(seconds / 86_400n, "D");
  const time = part((seconds / 3_600n) % 24n, "H") + part((seconds / 60n) % 60n, "M");
  const last = fraction === "" ? part(rest, "S") : `${rest}.${fraction}S`;
  const clock = time + last;
  if (clock !== "") return `P${days}T${clock}`;
  return days === "" ? "PT0S" : `P${days}`;
};

const part = (count: bigint, unit: string): string => (count === 0n ? "" : `${count}${unit}`);

/** Returns the milliseconds of an ISO 8601 duration; undefined if it isn't one. */
export const parseDuration = (text: string): number | undefined => {
  const ticks = ticksOf(text);
  return ticks === undefined ? undefined : Number(ticks / ticksPerMillisecond);
};

/** Durations longer than a century count as no limit, as `unlimited` does. */
const longestLimitMillis = 36_525 * 86_400_000;

/** Returns the milliseconds of a time limit; undefined for none. */
export const limitMillis = (text: string | undefined): number | undefined => {
  const millis = text === undefined ? undefined : parseDuration(text);
  return millis === undefined || millis > longestLimitMillis ? undefined : millis;
};
