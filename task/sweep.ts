export { csvRows } from "./csv.ts";

/** A larger sweep is a mistake, and would exhaust memory before the runner could count its tasks. */
const maxPoints = 1_000_000;

/**
 * Returns the numbers from `from` to `to`, both included: `range(0, 1, 0.25)` returns `[0, 0.25, 0.5, 0.75, 1]`. Numbers are rounded to
 * the decimals of `from` and `step`: 0.3, not 0.30000000000000004.
 *
 * @throws Error if a number isn't finite, the step doesn't lead from `from` to `to`, or there are more than 1,000,000 numbers
 */
export const range = (from: number, to: number, step = 1): number[] => {
  const call = `range(${from}, ${to}, ${step})`;
  const finite = [from, to, step].filter(Number.isFinite);
  if (finite.length < 3) throw new Error(`${call}: expected three finite numbers, got ${finite.length}`);
  if (step === 0 || Math.sign(to - from) === -Math.sign(step))
    throw new Error(`${call}: expected a step from ${from} towards ${to}, got ${step}`);
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (count > maxPoints) throw tooMany(call, count);
  const digits = Math.max(decimals(from), decimals(step));
  return Array.from({ length: count }, (_, i) => Number((from + i * step).toFixed(digits)));
};

/**
 * Returns all combinations of one value from each list; the last list varies fastest. `product({ x: [1, 2], y: ["a", "b"] })` returns
 * `{ x: 1, y: "a" }`, `{ x: 1, y: "b" }`, `{ x: 2, y: "a" }` and `{ x: 2, y: "b" }`.
 *
 * @throws Error if there are more than 1,000,000 combinations
 */
export const product = <T extends Readonly<Record<string, readonly unknown[]>>>(
  lists: T,
): { [K in keyof T]: T[K][number] }[] => {
  const names: (keyof T & string)[] = Object.keys(lists);
  const count = names.reduce((total, name) => total * (lists[name]?.length ?? 0), 1);
  if (count > maxPoints) {
    const sizes = names.map((name) => `${lists[name]?.length} of ${name}`).join(" × ");
    throw tooMany(`product of ${sizes}`, count);
  }
  let points: Record<string, unknown>[] = [{}];
  for (const name of names)
    points = points.flatMap((point) => (lists[name] ?? []).map((value) => ({ ...point, [name]: value })));
  return points as { [K in keyof T]: T[K][number] }[];
};

/** Groups files by folder, for a task per folder. The key of files outside any folder is `""`. */
export const byFolder = <F extends { readonly name: string }>(files: readonly F[]): Map<string, F[]> =>
  Map.groupBy(files, ({ name }) => name.slice(0, Math.max(0, name.lastIndexOf("/"))));

const tooMany = (sweep: string, count: number): Error =>
  new Error(
    `${sweep}: expected at most ${maxPoints.toLocaleString("en")} points, got ${count.toLocaleString("en")}`,
  );

/** Returns the number of decimals in the shortest notation of a number. */
const decimals = (value: number): number => {
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  return Math.min(100, Math.max(0, (mantissa.split(".")[1]?.length ?? 0) - Number(exponent)));
};
