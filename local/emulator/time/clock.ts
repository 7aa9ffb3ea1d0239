import { uptime } from "node:os";

/** Microseconds since 1970, the service's internal form of times: they sort and compare as numbers. */
export type Micros = number;

/** A strictly increasing clock: times define an order, and no ETag is used twice. */
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

/** Time sources of a steady clock, in milliseconds. */
interface TimeSources {
  readonly wallMs: () => number;
  readonly monotonicMs: () => number;
  /** Time since the machine started, suspension included. */
  readonly uptimeMs: () => number;
}

const systemTime: TimeSources = {
  wallMs: Date.now,
  monotonicMs: () => performance.now(),
  uptimeMs: () => uptime() * 1000,
};

/** Shorter differences may be the resolution of the uptime. */
const shortestSuspensionMs = 1000;

/**
 * Returns a clock that starts at the system's time and ignores later changes of it, so that deadlines are neither early nor
 * late. Time in which the machine was suspended counts.
 */
export const steadyNow = ({ wallMs, monotonicMs, uptimeMs }: TimeSources = systemTime): (() => Date) => {
  const [wall, monotonic, up] = [wallMs(), monotonicMs(), uptimeMs()];
  return () => {
    const awake = monotonicMs() - monotonic;
    const suspended = uptimeMs() - up - awake;
    return new Date(wall + awake + (suspended > shortestSuspensionMs ? suspended : 0));
  };
};

/** Formats a time like Azure, without trailing zeros after the dot. */
export const formatTime = (micros: Micros): string => {
  const seconds = Math.floor(micros / 1e6);
  const fraction = String(micros - seconds * 1e6)
    .padStart(6, "0")
    .replace(/0+$/, "");
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  return fraction === "" ? `${whole}Z` : `${whole}.${fraction}Z`;
};

/** Parses a W3C or RFC 1123 time, truncated to microseconds; undefined if it is neither. */
export const parseTime = (text: string): Micros | undefined => {
  const millis = Date.parse(text);
  if (Number.isNaN(millis)) return undefined;
  const fraction = /\.(\d+)/.exec(text)?.[1];
  if (fraction === undefined) return millis * 1000;
  return Math.floor(millis / 1000) * 1e6 + Number(fraction.padEnd(6, "0").slice(0, 6));
};

/** Formats a time for `Last-Modified`: RFC 1123, whole seconds. */
export const formatHttpTime = (time: string): string => new Date(time).toUTCString();

/** Returns an ETag like Azure's: ticks of 100 ns since the year 1, in hexadecimal. */
export const eTagOf = (micros: Micros): string =>
  `0x${(BigInt(micros) * 10n + 621355968000000000n).toString(16).toUpperCase()}`;
