const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];

/** Returns a time as precisely as an estimate is: `25 s`, `2m 10s`, `12m`, `1h 05m`. Rounds to the step of its size. */
export const roughly = (ms: number): string => {
  const rounded = (step: number): number => Math.round(ms / step) * step;
  if (rounded(5 * second) < minute) return `${Math.max(5, rounded(5 * second) / second)} s`;
  if (rounded(10 * second) < 10 * minute) return inUnits(rounded(10 * second));
  if (rounded(minute) < hour) return inUnits(rounded(minute));
  return inUnits(rounded(5 * minute));
};

/** Returns the two largest units, without a smaller one that is 0: `0.4 s`, `45 s`, `2m 05s`, `12m`, `1h 05m`, `2d 03h`. */
export const inUnits = (ms: number): string => {
  const seconds = Math.floor(ms / second);
  if (ms < second) return `${(ms / second).toFixed(1)} s`;
  if (ms < minute) return `${seconds} s`;
  const units = [
    [day, "d"],
    [hour, "h"],
    [minute, "m"],
    [second, "s"],
  ] as const;
  const largest = units.findIndex(([unit]) => ms >= unit);
  const [first, next] = units.slice(largest, largest + 2);
  if (first === undefined || next === undefined) return `${seconds} s`;
  const rest = Math.floor((ms % first[0]) / next[0]);
  const whole = `${Math.floor(ms / first[0])}${first[1]}`;
  return rest === 0 ? whole : `${whole} ${String(rest).padStart(2, "0")}${next[1]}`;
};

/** Shorter times have the same text. */
export const fewMs = 5000;

/** Such as `about 2m 10s`. */
export const aboutTime = (ms: number): string => (ms < fewMs ? "a few seconds" : `about ${roughly(ms)}`);
