/** Such as `1 task` and `2 tasks`. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Formats bytes in powers of 1,000, such as `54.2 kB`. */
export const bytes = (count: number): string => {
  const unit = ["B", "kB", "MB", "GB", "TB"].findIndex(
    (_, i, { length }) => count < 999.95 * 1000 ** i || i === length - 1,
  );
  return unit === 0
    ? `${count} B`
    : `${(count / 1000 ** unit).toFixed(1)} ${["B", "kB", "MB", "GB", "TB"][unit]}`;
};
