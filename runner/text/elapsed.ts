/** Formats milliseconds for people: `4.2 s`, `3m 05s`, `1h 02m`, `2d 03h`. Negative values, as from clocks that differ, become `0.0 s`. */
export const formatElapsed = (elapsedMs: number): string => {
  const ms = Math.max(0, elapsedMs);
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const { d, h, m, s } = splitDuration(ms);
  const two = (n: number): string => String(n).padStart(2, "0");
  if (d > 0) return `${d}d ${two(h)}h`;
  return h > 0 ? `${h}h ${two(m)}m` : `${m}m ${two(s)}s`;
};

/** Divides milliseconds into days, hours, minutes and seconds. Rounds to seconds. */
export const splitDuration = (ms: number) => {
  const seconds = Math.round(ms / 1000);
  return {
    d: Math.floor(seconds / 86_400),
    h: Math.floor(seconds / 3600) % 24,
    m: Math.floor(seconds / 60) % 60,
    s: seconds % 60,
  };
};
