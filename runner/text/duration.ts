import { usageError } from "../errors.ts";
import { splitDuration } from "./elapsed.ts";

const unitMs = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const;

/** Longest duration: a task may exist for 180 days on Azure Batch. */
const longestMs = 180 * unitMs.d;

/**
 * Parses `90s`, `20m`, `1h30m` or `2d` to milliseconds.
 *
 * @throws RunnerError `InvalidDuration` or `DurationOutOfRange`, with `flag` as the subject.
 */
export const parseDuration = (text: string, flag: string): number => {
  const parts = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
  if (text === "" || parts === null) {
    throw usageError(
      "InvalidDuration",
      `${flag}: expected a duration such as 90s, 20m or 1h30m, got "${text}"`,
    );
  }
  const [, d, h, m, s] = parts.map((part) => Number(part ?? 0));
  const ms = d! * unitMs.d + h! * unitMs.h + m! * unitMs.m + s! * unitMs.s;
  if (ms === 0 || ms > longestMs) {
    throw usageError("DurationOutOfRange", `${flag}: expected more than 0 and at most 180d, got "${text}"`);
  }
  return ms;
};

/** Formats milliseconds as ISO 8601, as Batch requires: `P1DT20M`. Rounds to seconds. */
export const isoDuration = (ms: number): string => {
  const { d, h, m, s } = splitDuration(ms);
  const time = `${h ? `${h}H` : ""}${m ? `${m}M` : ""}${s ? `${s}S` : ""}`;
  if (d === 0 && time === "") return "PT0S";
  return `P${d ? `${d}D` : ""}${time ? `T${time}` : ""}`;
};

/** Parses ISO 8601 as Batch returns it, `PT15M` or `P1DT2H3.5S`, to milliseconds. Returns NaN for any other text. */
export const parseIsoDuration = (text: string): number => {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  if (parts === null) return Number.NaN;
  const [d = 0, h = 0, m = 0, s = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return d * unitMs.d + h * unitMs.h + m * unitMs.m + s * unitMs.s;
};
