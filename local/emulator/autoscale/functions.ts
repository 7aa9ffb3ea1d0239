import { parseDateTime } from "./date-time.ts";
import type { Outcome } from "./outcome.ts";
import { double, doubleVec, timestamp, type Value } from "./values.ts";

/** Values that functions can read besides their arguments. */
interface FunctionContext {
  readonly now: Date;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Thrown by `stop()` to end the evaluation without an error. */
export class EvaluationStopped extends Error {
  override readonly name = "EvaluationStopped";
}

export const callFunction = (name: string, args: readonly Value[], context: FunctionContext): Outcome => {
  if (Object.hasOwn(reducers, name)) return overNumbers(args, (numbers) => double(reducers[name]!(numbers)));
  if (Object.hasOwn(mappings, name)) return mapped(args, mappings[name]!);
  if (Object.hasOwn(others, name)) return others[name]!(args, context);
  return { problem: `expected a function (${allNames().join(", ")}), found ${name}` };
};

/** A week has 20,160 samples. Without a limit, 100 statements `v = ceil(v, v)` would need 2^100 numbers. */
const maxVectorLength = 25_000;

type Reducer = (numbers: readonly number[]) => number;

/** Functions from doubleVecList to double. Without numbers, `len`, `norm` and `sum` return 0, the others nan. */
const reducers: Record<string, Reducer> = {
  avg: (numbers) => sum(numbers) / numbers.length,
  len: (numbers) => numbers.length,
  max: (numbers) => best(numbers, (value, most) => value > most),
  min: (numbers) => best(numbers, (value, least) => value < least),
  norm: (numbers) => Math.sqrt(sum(numbers.map((value) => value * value))),
  range: (numbers) =>
    best(numbers, (value, most) => value > most) - best(numbers, (value, least) => value < least),
  std: (numbers) => {
    const mean = sum(numbers) / numbers.length;
    return Math.sqrt(sum(numbers.map((value) => (value - mean) ** 2)) / (numbers.length - 1));
  },
  sum: (numbers) => sum(numbers),
};

/** Functions from double to double and from doubleVecList to doubleVec (ceil, floor, round: MicrosoftDocs/azure-docs#102020). */
const mappings: Record<string, (value: number) => number> = {
  ceil: Math.ceil,
  floor: Math.floor,
  lg: Math.log2,
  ln: Math.log,
  log: Math.log10,
  // Rounds half away from zero; `Math.round` rounds half up.
  round: (value) => Math.sign(value) * Math.round(Math.abs(value)),
};

const others: Record<string, (args: readonly Value[], context: FunctionContext) => Outcome> = {
  percentile: ([vector, percent, ...more]) =>
    vector?.type === "doubleVec" && percent?.type === "double" && more.length === 0
      ? percentile(vector.value, percent.value)
      : { problem: "expected percentile(doubleVec, double)" },
  rand: (args, { random }) =>
    args.length === 0 ? { value: double(random()) } : { problem: "expected rand() without arguments" },
  stop: (args) => {
    if (args.length > 0) return { problem: "expected stop() without arguments" };
    throw new EvaluationStopped();
  },
  time: ([text, ...more], { now }) => {
    if (text === undefined) return { value: timestamp(now) };
    if (text.type !== "string" || more.length > 0) return { problem: "expected time() or time(string)" };
    return text.value === "" ? { value: timestamp(now) } : timeOf(text.value);
  },
  val: ([vector, index, ...more]) =>
    vector?.type === "doubleVec" && index?.type === "double" && more.length === 0
      ? element(vector.value, Math.trunc(index.value))
      : { problem: "expected val(doubleVec, double)" },
};

const allNames = (): string[] => [reducers, mappings, others].flatMap((table) => Object.keys(table)).sort();

const sum: Reducer = (numbers) => numbers.reduce((total, value) => total + value, 0);

const best = (numbers: readonly number[], isBetter: (value: number, other: number) => boolean): number =>
  numbers.length === 0
    ? Number.NaN
    : numbers.reduce((found, value) => (isBetter(value, found) ? value : found));

const mapped = (args: readonly Value[], map: (value: number) => number): Outcome => {
  const [only] = args;
  if (args.length === 1 && only?.type === "double") return { value: double(map(only.value)) };
  return overNumbers(args, (numbers) => doubleVec(numbers.map(map)));
};

/** Flattens the arguments into one list, as Azure does: with `v` = [1, 2, 3], `avg(v, 7)` equals `avg(1, 2, 3, 7)`. */
const overNumbers = (args: readonly Value[], use: (numbers: readonly number[]) => Value): Outcome => {
  const numbers: (number | readonly number[])[] = [];
  let length = 0;
  for (const argument of args) {
    if (argument.type !== "double" && argument.type !== "doubleVec")
      return { problem: `expected double or doubleVec arguments, found a ${argument.type}` };
    numbers.push(argument.value);
    length += argument.type === "double" ? 1 : argument.value.length;
  }
  if (length > maxVectorLength)
    return { problem: `expected at most ${maxVectorLength} values, found ${length}` };
  return { value: use(numbers.flat()) };
};

/** Returns the nearest rank. `percent` is from 0 to 100. Azure documents only "the percentile element". */
const percentile = (vector: readonly number[], percent: number): Outcome => {
  if (!(percent >= 0 && percent <= 100))
    return { problem: `expected a percentage from 0 to 100, found ${percent}` };
  const rank = Math.max(1, Math.ceil((percent / 100) * vector.length));
  return { value: double(vector.toSorted((a, b) => a - b)[rank - 1] ?? Number.NaN) };
};

/** Returns nan for an empty vector, because batch-shipyard calls `val($X.GetSample(1), 0)` on new pools. */
const element = (vector: readonly number[], index: number): Outcome => {
  if (vector.length === 0) return { value: double(Number.NaN) };
  const found = vector[index];
  if (found === undefined)
    return { problem: `expected an index from 0 to ${vector.length - 1}, found ${index}` };
  return { value: double(found) };
};

const timeOf = (text: string): Outcome => {
  const date = parseDateTime(text);
  if (date !== undefined) return { value: timestamp(date) };
  const examples = '"2016-10-13T19:18:47.805Z" (W3C-DTF) or "Thu, 13 Oct 2016 19:18:47 GMT" (RFC 1123)';
  return { problem: `expected a time like ${examples}, found ${JSON.stringify(text)}` };
};
