export { csvRows } from "./csv.ts";

/** A sweep with more points than these is a mistake, and would fill the memory before the runner could count its tasks. */
const mostPoints = 1_000_000;

/** Numbers from `from` to `to`, both included: `range(0, 1, 0.25)` is 0, 0.25, 0.5, 0.75, 1. Without drift: 0.3, not 0.30000000000000004. */
export const range = (from: number, to: number, step = 1): number[] => {
  const call = `range(${from}, ${to}, ${step})`;
  if (![from, to, step].every(Number.isFinite)) throw new Error(`${call}: expected three finite numbers`);
  if (step === 0 || Math.sign(to - from) === -Math.sign(step))
    throw new Error(`${call}: never arrives; expected a step from ${from} towards ${to}`);
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (count > mostPoints) throw tooMany(call, count);
  const digits = Math.max(decimals(from), decimals(step));
  return Array.from({ length: count }, (_, i) => Number((from + i * step).toFixed(digits)));
};

/** Each combination of a value of each list: `product({ x: [1, 2], y: ["a", "b"] })` has four, `{ x: 1, y: "a" }` first, the last list fastest. */
export const product = <T extends Readonly<Record<string, readonly unknown[]>>>(
  lists: T,
): { [K in keyof T]: T[K][number] }[] => {
  const names: (keyof T & string)[] = Object.keys(lists);
  const count = names.reduce((total, name) => total * (lists[name]?.length ?? 0), 1);
  if (count > mostPoints) {
    const sizes = names.map((name) => `${lists[name]?.length} of ${name}`).join(" × ");
    throw tooMany(`product of ${sizes}`, count);
  }
  let points: Record<string, unknown>[] = [{}];
  for (const name of names)
    points = points.flatMap((point) => (lists[name] ?? []).map((value) => ({ ...point, [name]: value })));
  return points as { [K in keyof T]: T[K][number] }[];
};

/** Files by the folder that they are in (`""`: none), for a task on each folder. */
export const byFolder = <F extends { readonly name: string }>(files: readonly F[]): Map<string, F[]> =>
  Map.groupBy(files, ({ name }) => name.slice(0, Math.max(0, name.lastIndexOf("/"))));

const tooMany = (what: string, count: number): Error =>
  new Error(
    `${what} has ${count.toLocaleString("en")} points, more than ${mostPoints.toLocaleString("en")}; make it smaller`,
  );

/** Of the shortest way to write the number. */
const decimals = (value: number): number => {
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  return Math.min(100, Math.max(0, (mantissa.split(".")[1]?.length ?? 0) - Number(exponent)));
};
