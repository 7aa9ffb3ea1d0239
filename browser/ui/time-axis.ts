/** Milliseconds between two ticks of a time axis, in growing order. */
export const timeSteps: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60_000),
  ...[1, 2, 3, 6, 12].map((hours) => hours * 3_600_000),
  ...[1, 2, 5, 10, 20, 50, 100].map((days) => days * 86_400_000),
];

/** Formats a time since the start of the run as briefly as a tick allows, such as `0`, `1.5s`, `2m 30s` or `1h`. */
export const tickText = (ms: number): string => {
  if (ms === 0) return "0";
  const sign = ms < 0 ? "−" : "";
  const total = Math.abs(ms);
  if (total < 1000) return `${sign}${total} ms`;
  const parts = [
    [Math.floor(total / 86_400_000), "d"],
    [Math.floor(total / 3_600_000) % 24, "h"],
    [Math.floor(total / 60_000) % 60, "m"],
    [Math.round(total % 60_000) / 1000, "s"],
  ] as const;
  return (
    sign +
    parts
      .filter(([value]) => value > 0)
      .map(([value, unit]) => `${value}${unit}`)
      .join(" ")
  );
};
