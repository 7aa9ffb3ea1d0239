import { parseArgs } from "node:util";

export interface Options {
  /** Words in each output. */
  readonly top: number;
  /** Time that each task waits first, to simulate long tasks; 0 for none. */
  readonly delaySeconds: number;
}

/** A week. Node's timers end after 25 days. */
const longestSeconds = 7 * 24 * 3600;

/** Parses the task arguments: `--top 5 --delay 30s`. */
export const parseOptions = (args: readonly string[]): Options => {
  const { values } = parseArgs({
    args: [...args],
    options: { top: { type: "string", default: "3" }, delay: { type: "string", default: "0s" } },
  });
  return { top: parseTop(values.top), delaySeconds: parseDelay(values.delay) };
};

const parseTop = (text: string): number => {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new Error(
    `--top: expected a whole number from 1 to 999999, got "${text}". Pass, for example, -- --top 5`,
  );
};

const parseDelay = (text: string): number => {
  const parts = /^(?=\d)(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s)?$/.exec(text);
  if (parts !== null) {
    const [hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
    const total = (hours * 60 + minutes) * 60 + seconds;
    if (total <= longestSeconds) return total;
  }
  throw new Error(
    `--delay: expected a duration such as 30s, 5m or 1h30m and at most 168h, got "${text}". Pass, for example, -- --delay 30s`,
  );
};
