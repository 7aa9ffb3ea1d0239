import { bytes } from "../../runner/text/amounts.ts";
import { formatElapsed } from "../../runner/text/elapsed.ts";

export { bytes };

const unknown = "–";

const grouped = new Intl.NumberFormat("en");

/** Such as `100,000`. */
export const count = (value: number): string => grouped.format(value);

/** Such as `1 task` and `2,000 tasks`. */
export const counted = (value: number, noun: string): string =>
  `${count(value)} ${noun}${value === 1 ? "" : "s"}`;

/** Formats milliseconds, such as `850 ms`, `4.2 s` or `3m 05s`; `–` if negative, which means unknown. */
export const duration = (ms: number): string => {
  if (ms < 0) return unknown;
  if (ms === 0) return "0 s";
  return ms > 0 && ms < 995 ? `${Math.round(ms)} ms` : formatElapsed(ms);
};

/** Formats MiB in powers of 1,000 bytes, such as `1.1 GB`; `–` if 0, which means unknown. */
export const mebibytes = (value: number): string => (value === 0 ? unknown : bytes(value * 1_048_576));

const dayAndTime = new Intl.DateTimeFormat("en", {
  dateStyle: "medium",
  timeStyle: "short",
  hourCycle: "h23",
});

/** Formats milliseconds since 1970 in the reader's time zone, such as `Nov 26, 2026, 23:10`. */
export const moment = (ms: number): string => dayAndTime.format(ms);

const dayAndSeconds = new Intl.DateTimeFormat("en", {
  dateStyle: "medium",
  timeStyle: "medium",
  hourCycle: "h23",
});

/** Formats milliseconds since 1970 with seconds, such as `Nov 26, 2026, 23:10:05`. */
export const exactMoment = (ms: number): string => dayAndSeconds.format(ms);

/** Formats an amount such as `$12.30`; amounts below 1 have two significant digits. */
export const cost = (amount: number, currency: string): string => {
  const precision = amount > 0 && amount < 1 ? { minimumFractionDigits: 2, maximumSignificantDigits: 2 } : {};
  return new Intl.NumberFormat("en", { style: "currency", currency, ...precision }).format(amount);
};

/** Such as `12%`; shares between 0 and 1 percent are `<1%`. */
export const percent = (share: number): string =>
  share > 0 && share < 0.01 ? "<1%" : `${Math.round(share * 100)}%`;
