import type { Outcome } from "./outcome.ts";
import {
  double,
  doubleVec,
  millisecondsOf,
  printedDouble,
  timeinterval,
  timestamp,
  type Value,
} from "./values.ts";

/** Value of a metric at a moment. A metric has a sample every 30 seconds. */
export interface Sample {
  readonly at: Date;
  readonly value: number;
}

/** A service variable with its samples, oldest first. */
export interface Metric {
  readonly name: string;
  readonly samples: readonly Sample[];
  readonly now: Date;
}

const samplePeriodMs = 30_000;

/** Calls a method of a metric, such as `$PendingTasks.GetSample(TimeInterval_Minute * 5, 70)`. */
export const callSampleMethod = (metric: Metric, name: string, args: readonly Value[]): Outcome => {
  if (!Object.hasOwn(methods, name))
    return {
      problem: `expected a method of ${metric.name} (${Object.keys(methods).join(", ")}), found ${name}`,
    };
  return methods[name]!(metric, args);
};

/** Returns the latest sample, the value of a metric without a method. */
export const latestSample = (metric: Metric): Outcome => {
  const latest = metric.samples.at(-1);
  if (latest === undefined)
    return { insufficient: `Insufficient data from data set: ${metric.name} wanted 1 sample, received 0` };
  return { value: double(latest.value) };
};

const methods: Record<string, (metric: Metric, args: readonly Value[]) => Outcome> = {
  GetSample: (metric, args) => {
    const [first] = args;
    if (args.length === 1 && first?.type === "double") return lastSamples(metric, first.value);
    const percent = args.length > 1 && args.at(-1)?.type === "double" ? args.at(-1) : undefined;
    const window = windowOf(metric, percent === undefined ? args : args.slice(0, -1));
    if (window === undefined) return { problem: `expected ${forms.GetSample}` };
    return sampled(metric, window, percent?.type === "double" ? percent.value : 0);
  },
  GetSamplePercent: (metric, args) => {
    const window = windowOf(metric, args);
    if (window === undefined) return { problem: `expected ${forms.GetSamplePercent}` };
    return { value: double(percentOf(samplesIn(metric, window).length, window)) };
  },
  GetSamplePeriod: (_, args) => withoutArguments("GetSamplePeriod", args, timeinterval(samplePeriodMs)),
  Count: (metric, args) => withoutArguments("Count", args, double(metric.samples.length)),
  HistoryBeginTime: (metric, args) => {
    const [oldest] = metric.samples;
    if (oldest === undefined)
      return { insufficient: `Insufficient data from data set: ${metric.name} has no samples yet` };
    return withoutArguments("HistoryBeginTime", args, timestamp(oldest.at));
  },
};

const forms = {
  GetSample:
    "GetSample(count) or GetSample(start [, samplePercent]) or GetSample(start, end [, samplePercent]), start and end being timestamps or timeintervals before now",
  GetSamplePercent: "GetSamplePercent(start [, end]), both timestamps or timeintervals before now",
};

const withoutArguments = (name: string, args: readonly Value[], value: Value): Outcome =>
  args.length === 0 ? { value } : { problem: `expected ${name}() without arguments` };

const lastSamples = ({ samples }: Metric, count: number): Outcome => {
  if (!(count >= 0)) return { problem: `expected a number of samples, found ${printedDouble(count)}` };
  const whole = Math.trunc(count);
  return { value: doubleVec((whole === 0 ? [] : samples.slice(-whole)).map(({ value }) => value)) };
};

const sampled = (metric: Metric, window: Window, wanted: number): Outcome => {
  const found = samplesIn(metric, window);
  const received = percentOf(found.length, window);
  if (received < wanted) {
    const percents = `wanted ${printedDouble(wanted)}%, received ${printedDouble(received)}%`;
    return { insufficient: `Insufficient data from data set: ${metric.name} ${percents}` };
  }
  return { value: doubleVec(found.map(({ value }) => value)) };
};

/** Milliseconds since 1970. The older end is exclusive, so that ten minutes contain 20 samples and not 21. */
interface Window {
  readonly after: number;
  readonly until: number;
}

/** Returns a window whose ends may come in either order, as in Azure's examples; undefined if the arguments are invalid. */
const windowOf = ({ now }: Metric, args: readonly Value[]): Window | undefined => {
  if (args.length !== 1 && args.length !== 2) return undefined;
  const ends = args.map((argument) => momentOf(argument, now));
  const [first, second = now.getTime()] = ends;
  if (first === undefined || ends.some((end) => end === undefined || !Number.isFinite(end))) return undefined;
  return { after: Math.min(first, second), until: Math.max(first, second) };
};

const momentOf = (value: Value, now: Date): number | undefined => {
  if (value.type === "timestamp") return millisecondsOf(value);
  return value.type === "timeinterval" ? now.getTime() - millisecondsOf(value) : undefined;
};

const samplesIn = ({ samples }: Metric, { after, until }: Window): readonly Sample[] =>
  samples.filter(({ at }) => at.getTime() > after && at.getTime() <= until);

/** Percentage of the possible samples in the window, which are at least one. */
const percentOf = (received: number, { after, until }: Window): number => {
  const possible = Math.max(1, Math.round((until - after) / samplePeriodMs));
  return Math.min(100, (received / possible) * 100);
};
