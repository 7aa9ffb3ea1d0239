/** Such as `1 task` and `2 tasks`. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

const largerUnits = ["kB", "MB", "GB", "TB"];

/** Formats bytes in powers of 1,000, such as `54.2 kB`. */
export const bytes = (count: number): string => {
  if (count < 1000) return `${count} B`;
  const { size, unit } = unitOf(count);
  return `${(count / size).toFixed(1)} ${unit}`;
};

/** Formats bytes without a decimal from 10 on, such as `4.2 MB` and `42 MB`. */
export const roughBytes = (count: number): string => {
  if (count < 1000) return `${Math.round(count)} B`;
  const { size, unit } = unitOf(count);
  return `${short(count / size)} ${unit}`;
};

/** Formats a part of some bytes in the unit of the whole, such as `157 of 640 MB`. */
export const bytesOf = (part: number, whole: number): string => {
  if (whole < 1000) return `${part} of ${whole} B`;
  const { size, unit } = unitOf(whole);
  const digits = whole / size < 99.95 ? 1 : 0;
  return `${(part / size).toFixed(digits)} of ${(whole / size).toFixed(digits)} ${unit}`;
};

/** Formats a number with two digits or more, such as `4.2` and `42`. */
export const short = (number: number): string => (number < 9.95 ? number.toFixed(1) : number.toFixed(0));

const unitOf = (count: number): { readonly size: number; readonly unit: string } => {
  const exact = largerUnits.findIndex((_, i) => count < 999.95 * 1000 ** (i + 1));
  const index = exact === -1 ? largerUnits.length - 1 : exact;
  return { size: 1000 ** (index + 1), unit: largerUnits[index] ?? "" };
};
