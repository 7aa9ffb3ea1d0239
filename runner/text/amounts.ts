/** Such as `1 task` and `2 tasks`. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

const largerUnits = ["kB", "MB", "GB", "TB"];

/** Formats bytes in powers of 1,000, such as `54.2 kB`. */
export const bytes = (count: number): string => {
  if (count < 1000) return `${count} B`;
  const exact = largerUnits.findIndex((_, i) => count < 999.95 * 1000 ** (i + 1));
  const unit = exact === -1 ? largerUnits.length - 1 : exact;
  return `${(count / 1000 ** (unit + 1)).toFixed(1)} ${largerUnits[unit]}`;
};
