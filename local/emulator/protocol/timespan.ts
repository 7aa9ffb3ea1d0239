const ticksPerSecond = 10_000_000n;
const largestTicks = 2n ** 63n - 1n;

const pattern =
  /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?$/;

/**
 * The 100 ns ticks of an ISO 8601 duration as .NET reads one (a year is 365 days, a month 30); undefined for anything else, weeks and
 * negative ones included, and for what is longer than TimeSpan's P10675199DT2H48M5.4775807S.
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

/** As .NET writes a TimeSpan: `PT1H30M` for what came as `PT90M` or `PT01H30M00S`; nothing above days. */
export const durationOf = (ticks: bigint): string => {
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
