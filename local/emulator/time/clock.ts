import { uptime } from "node:os";

/** Microseconds since 1970: what times are inside the service, so that they sort and compare as numbers. */
export type Micros = number;

/** Strictly increasing, so that a time is also an order and an ETag is never used twice. */
export interface Clock {
  now(): Micros;
}

export const createClock = (now: () => Date): Clock => {
  let last = 0;
  return {
    now: () => {
      last = Math.max(last + 1, now().getTime() * 1000);
      return last;
    },
  };
};

/** Where a steady clock gets its time from. Milliseconds. */
interface TimeSources {
  readonly wallMs: () => number;
  readonly monotonicMs: () => number;
  /** Since the machine started, suspended or not. */
  readonly uptimeMs: () => number;
}

const systemTime: TimeSources = {
  wallMs: Date.now,
  monotonicMs: () => performance.now(),
  uptimeMs: () => uptime() * 1000,
};

/** Less is the resolution of the uptime. */
const shortestSuspensionMs = 1000;

/**
 * The system's time as it was at first, and what has passed since: when the system's time is set, deadlines and time limits
 * neither come early nor wait. Time in which the machine was suspended counts.
 */
export const steadyNow = ({ wallMs, monotonicMs, uptimeMs }: TimeSources = systemTime): (() => Date) => {
  const [wall, monotonic, up] = [wallMs(), monotonicMs(), uptimeMs()];
  return () => {
    const awake = monotonicMs() - monotonic;
    const suspended = uptimeMs() - up - awake;
    return new Date(wall + awake + (suspended > shortestSuspensionMs ? suspended : 0));
  };
};

/** As Azure writes a time: up to 7 digits after the dot, trailing zeros trimmed. */
export const formatTime = (micros: Micros): string => {
  const seconds = Math.floor(micros / 1e6);
  const fraction = String(micros - seconds * 1e6)
    .padStart(6, "0")
    .replace(/0+$/, "");
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  return fraction === "" ? `${whole}Z` : `${whole}.${fraction}Z`;
};

/** W3C or RFC 1123 time; undefined if it is neither. Digits below a microsecond are cut. */
export const parseTime = (text: string): Micros | undefined => {
  const millis = Date.parse(text);
  if (Number.isNaN(millis)) return undefined;
  const fraction = /\.(\d+)/.exec(text)?.[1];
  if (fraction === undefined) return millis * 1000;
  return Math.floor(millis / 1000) * 1e6 + Number(fraction.padEnd(6, "0").slice(0, 6));
};

/** For `Last-Modified`: RFC 1123, whole seconds. */
export const formatHttpTime = (time: string): string => new Date(time).toUTCString();

/** Ticks of 100 ns since the year 1, in hex: what the real service's ETags are. */
export const eTagOf = (micros: Micros): string =>
  `0x${(BigInt(micros) * 10n + 621355968000000000n).toString(16).toUpperCase()}`;
